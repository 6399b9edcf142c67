package io.vonk.internal.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vonk.internal.transport.TransportException.Reason;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** Tells a connection what happens to its socket. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private final SocketConnection connection;

    ConnectionHandler(SocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            connection.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.end(new TransportException(Reason.LOST, connection.peer() + " has closed the connection, or died"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.end(asTransportException(cause, connection.peer()));
        context.close();
    }

    /** What an exception of the pipeline means. */
    static TransportException asTransportException(Throwable cause, String peer) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof TransportException known) {
                return known;
            }
            if (one instanceof SSLException) {
                return new TransportException(
                        Reason.CREDENTIALS,
                        "TLS with " + peer + " failed: " + one.getMessage()
                                + "; both ends need certificates of the same authority, or TLS off on both",
                        cause);
            }
        }
        if (cause instanceof IOException) {
            return new TransportException(
                    Reason.LOST, "the connection with " + peer + " broke: " + cause.getMessage(), cause);
        }
        return new TransportException(
                Reason.FAILED, "what came from " + peer + " could not be handled: " + cause, cause);
    }
}
