package io.vonk.internal.endpoint;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.DriverContent;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.EndedAttempt;
import io.vonk.internal.wire.ExecutorMessages;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.Registration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An executor's end of the conversation with its driver ({@code vonk/executor.proto}).
 *
 * <p>Thread safety: safe for use by many threads; none of the methods blocks.
 */
public final class DriverLink implements AutoCloseable {

    /** Does what the driver says. Called one after the other, on a thread that must not be blocked. */
    public interface Orders {

        /** An order, or a sign of life. */
        void order(DriverOrder order);

        /** The result of an attempt that waits here; null if there is none. The driver asks for it once. */
        byte @Nullable [] result(long attempt);

        /** The connection has ended. The last call. */
        void closed(String why);
    }

    private final Connection connection;
    private final boolean fusion;

    private DriverLink(Connection connection, boolean fusion) {
        this.connection = connection;
        this.fusion = fusion;
    }

    /**
     * Connects to a driver and registers.
     *
     * @param orders hears orders, which may come before the returned future has completed
     * @return the link; or an {@link IOException}, such as that the driver does not let this executor in
     */
    public static CompletableFuture<DriverLink> connect(
            Transport transport,
            InetSocketAddress driver,
            Credentials credentials,
            Registration registration,
            Orders orders) {
        return transport
                .connect(driver, credentials, connection -> new Conversation(orders))
                .thenCompose(connection -> connection
                        .ask(ExecutorMessages.register(registration))
                        .thenApply(welcome -> linked(connection, welcome)));
    }

    private static DriverLink linked(Connection connection, byte[] welcome) {
        try {
            return new DriverLink(connection, ExecutorMessages.readWelcome(welcome));
        } catch (MalformedMessageException e) {
            connection.close();
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whether busy stages get generated code. */
    public boolean fusion() {
        return fusion;
    }

    /** Tells that this executor lives. */
    public void heartbeat() {
        connection.send(ExecutorMessages.heartbeatOfExecutor());
    }

    /** Reports attempts. */
    public void ended(List<EndedAttempt> ends) {
        connection.send(ExecutorMessages.ended(ends));
    }

    /** Tells that this executor is being ended from outside, and that no task is to blame. */
    public void leaving() {
        connection.send(ExecutorMessages.leaving());
    }

    /** Brings something of the driver's. */
    public CompletableFuture<byte[]> fetch(DriverContent what) {
        return ContentStream.fetch(connection, ExecutorMessages.fetch(what));
    }

    @Override
    public void close() {
        connection.close();
    }

    private record Conversation(Orders orders) implements ConnectionListener {
        @Override
        public void received(byte[] message) {
            try {
                orders.order(ExecutorMessages.readOrder(message));
            } catch (MalformedMessageException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.fail("drivers give orders, and ask nothing");
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            try {
                long attempt = ExecutorMessages.readFetchResult(what);
                byte[] result = orders.result(attempt);
                if (result == null) {
                    request.fail("attempt " + attempt + " has no result that waits here");
                } else {
                    request.send(StreamSource.of(result));
                }
            } catch (MalformedMessageException e) {
                request.fail(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void closed(TransportException why) {
            orders.closed(String.valueOf(why.getMessage()));
        }
    }
}
