package io.vonk.internal.transport;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The connecting end's part in the pipeline until both ends know each other. */
final class ClientLoginHandler extends LoginHandler {
    private final ClientLogin login;
    private final SocketConnection connection;
    private final Function<Connection, ConnectionListener> listeners;
    private final CompletableFuture<Connection> result;

    /** Completes {@code result} when the login is over. */
    ClientLoginHandler(
            ClientLogin login,
            TransportLimits limits,
            SocketConnection connection,
            Function<Connection, ConnectionListener> listeners,
            CompletableFuture<Connection> result) {
        super(limits);
        this.login = login;
        this.connection = connection;
        this.listeners = listeners;
        this.result = result;
    }

    /** Begins the login: on a socket that is connected and, with TLS, encrypted. */
    void begin() {
        send(Frame.Kind.HELLO, login.hello());
    }

    @Override
    boolean expects(Frame.Kind kind) {
        return login.expects(kind);
    }

    @Override
    public void received(Frame.Kind kind, int id, byte[] body) throws TransportException {
        byte[] proof = login.received(kind, body);
        if (proof != null) {
            send(Frame.Kind.PROOF, proof);
            return;
        }
        connection.begin(listeners.apply(connection));
        succeeded(connection);
        result.complete(connection);
    }

    @Override
    void failed(ChannelHandlerContext current, TransportException why) {
        result.completeExceptionally(why);
    }
}
