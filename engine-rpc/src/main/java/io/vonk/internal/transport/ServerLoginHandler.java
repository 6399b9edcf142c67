package io.vonk.internal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Function;

/** The listening end's part in the pipeline until the other end has logged in. */
final class ServerLoginHandler extends LoginHandler {
    private final ServerLogin login;
    private final TransportLimits limits;
    private final boolean encrypted;
    private final HalfOpenConnections halfOpen;
    private final RefusedLogins refused;
    private final Function<Connection, ConnectionListener> listeners;

    ServerLoginHandler(
            ServerLogin login,
            TransportLimits limits,
            boolean encrypted,
            HalfOpenConnections halfOpen,
            RefusedLogins refused,
            Function<Connection, ConnectionListener> listeners) {
        super(limits);
        this.login = login;
        this.limits = limits;
        this.encrypted = encrypted;
        this.halfOpen = halfOpen;
        this.refused = refused;
        this.listeners = listeners;
    }

    @Override
    boolean expects(Frame.Kind kind) {
        return login.expects(kind);
    }

    @Override
    public void received(Frame.Kind kind, int id, byte[] body) throws TransportException {
        ServerLogin.Answer answer = login.received(body);
        send(answer.kind(), answer.body());
        LoginMessage.Refusal refusal = answer.refusal();
        if (refusal != null) {
            fail(new TransportException(refusal.reason(), refusal.message()));
        } else if (answer.accepts()) {
            Channel channel = context().channel();
            halfOpen.remove(channel);
            SocketConnection connection =
                    new SocketConnection(channel, login.identity(), Peer.of(channel), limits, encrypted);
            connection.begin(listeners.apply(connection));
            succeeded(connection);
        }
    }

    @Override
    void failed(ChannelHandlerContext current, TransportException why) {
        halfOpen.remove(current.channel());
        refused.report(Peer.of(current.channel()), why);
    }
}
