package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vonk.internal.transport.TransportException.Reason;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the logins of both ends have in common: their place in the pipeline, which a {@link ConnectionHandler} takes when they have
 * succeeded, and the time that they have. No frame but those of a login gets through before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
abstract class LoginHandler extends ChannelInboundHandlerAdapter implements FrameReceiver {
    private final TransportLimits limits;
    private final FrameDecoder decoder = new FrameDecoder(this);
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean over;

    LoginHandler(TransportLimits limits) {
        this.limits = limits;
    }

    /** What reads the frames; to be put before this handler. */
    FrameDecoder decoder() {
        return decoder;
    }

    /** Whether a frame of this kind may come now. */
    abstract boolean expects(Frame.Kind kind);

    /** The login is over without success, or the socket closed before it was. Called once, unless {@link #succeeded} was. */
    abstract void failed(ChannelHandlerContext current, TransportException why);

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        long millis = limits.loginTimeout().toMillis();
        timeout = added.executor()
                .schedule(
                        () -> fail(new TransportException(
                                Reason.UNREACHABLE,
                                Peer.of(added.channel()) + " did not log in within " + millis + " ms")),
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /** The context, for the methods of {@link FrameReceiver}, which are not told. */
    final ChannelHandlerContext context() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return current;
    }

    @Override
    public int maxBytes(Frame.Kind kind) {
        return !over && expects(kind) ? TransportLimits.LOGIN_BYTES : -1;
    }

    @Override
    public void receivedData(int id, ByteBuf part, boolean last) throws TransportException {
        throw new TransportException(Reason.PROTOCOL, "no stream is open before the login");
    }

    /** Sends a frame of the login. */
    final void send(Frame.Kind kind, byte[] body) {
        new FrameWriter(context().channel(), false).write(kind, 0, body);
        context().channel().flush();
    }

    /** Lets {@code connection} have everything that comes from now on. */
    final void succeeded(SocketConnection connection) {
        over = true;
        stopTimeout();
        decoder.handOver(connection);
        context().pipeline().replace(this, "connection", new ConnectionHandler(connection));
    }

    /** Ends the socket, when what was sent is out. */
    final void fail(TransportException why) {
        if (!over) {
            over = true;
            stopTimeout();
            failed(context(), why);
            context().channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void stopTimeout() {
        ScheduledFuture<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext current) {
        fail(new TransportException(
                Reason.LOST, Peer.of(current.channel()) + " closed the connection before the login was done"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
        fail(ConnectionHandler.asTransportException(cause, Peer.of(current.channel())));
    }
}
