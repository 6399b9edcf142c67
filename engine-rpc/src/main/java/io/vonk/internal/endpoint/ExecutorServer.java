package io.vonk.internal.endpoint;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.DriverContent;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.EndedAttempt;
import io.vonk.internal.wire.ExecutorMessage;
import io.vonk.internal.wire.ExecutorMessages;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.Registration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's end of its conversations with executors ({@code vonk/executor.proto}).
 *
 * <p>What executors fetch is made by a thread of the server's own, as those of the sockets must not wait for user code that
 * serializes a value, or for a class that is read from a disk.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class ExecutorServer implements AutoCloseable {
    private static final int WAITING = 10_000;

    /** What a driver can do with an executor. Thread safety: safe for use by many threads; none of the methods blocks. */
    public interface ExecutorLink {

        /** Sends an order; does nothing if the executor is gone. */
        void order(DriverOrder order);

        /** Brings a result that waits at the executor, as it was written there. */
        CompletableFuture<byte[]> result(long attempt);

        /** Sends what waits to be sent and ends the connection. */
        void close();
    }

    /** Hears what one executor says, in order, on a thread that must not be blocked. */
    public interface ExecutorListener {

        /** It lives. */
        void heard();

        /** Attempts have ended. */
        void ended(List<EndedAttempt> ends);

        /** It is being ended from outside: no task of it is to blame. */
        void leaving();

        /** The connection has ended. The last call. */
        void lost(String why);
    }

    /** Who is let in, and what can be fetched. */
    public interface Driver {

        /**
         * An executor has come; called on a thread that must not be blocked.
         *
         * @return how it is let in
         * @throws IllegalArgumentException if it is not; the message says why
         */
        Admission arrived(ExecutorLink link, Registration registration);

        /**
         * What an executor fetches; called on the server's own thread.
         *
         * @throws Exception if there is no such thing; the message goes to the executor
         */
        byte[] content(DriverContent what) throws Exception;
    }

    /**
     * How an executor is let in.
     *
     * @param incarnation which life it is
     * @param fusion whether busy stages get generated code
     * @param listener hears what it says
     * @param admitted called when the executor has been told
     */
    public record Admission(long incarnation, boolean fusion, ExecutorListener listener, Runnable admitted) {}

    private final Driver driver;
    private final SideThreads contents;

    /**
     * A server; to be closed.
     *
     * @param name in the name of its thread
     */
    public ExecutorServer(String name, Driver driver) {
        this.driver = driver;
        this.contents = new SideThreads(name + "-contents", 1, WAITING);
    }

    /** Who listens to a connection that has just been accepted. */
    public ConnectionListener listener(Connection connection) {
        return new Conversation(connection);
    }

    @Override
    public void close() {
        contents.close();
    }

    /** Belongs to the connection's thread, save for the methods of the link. */
    private final class Conversation implements ConnectionListener, ExecutorLink {
        private final Connection connection;
        private @Nullable ExecutorListener executor;

        Conversation(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            if (executor != null) {
                throw new IllegalArgumentException("an executor registers once");
            }
            try {
                Admission admission = driver.arrived(this, ExecutorMessages.readRegister(question));
                executor = admission.listener();
                reply.answer(ExecutorMessages.welcome(admission.incarnation(), admission.fusion()));
                admission.admitted().run();
            } catch (MalformedMessageException | IllegalArgumentException e) {
                reply.fail(String.valueOf(e.getMessage()));
                connection.close();
            }
        }

        @Override
        public void received(byte[] message) {
            ExecutorListener known = registered();
            try {
                ExecutorMessage said = ExecutorMessages.readFromExecutor(message);
                if (said instanceof ExecutorMessage.Ended ended) {
                    known.ended(ended.ends());
                } else if (said instanceof ExecutorMessage.Leaving) {
                    known.leaving();
                } else {
                    order(new DriverOrder.Heartbeat());
                    known.heard();
                }
            } catch (MalformedMessageException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        private ExecutorListener registered() {
            ExecutorListener known = executor;
            if (known == null) {
                throw new IllegalArgumentException("an executor registers first");
            }
            return known;
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            registered();
            if (!contents.execute(() -> send(what, request))) {
                request.fail(
                        contents.isClosed()
                                ? "the driver has ended"
                                : "more than " + WAITING + " requests wait for the driver");
            }
        }

        private void send(byte[] what, StreamRequest request) {
            try {
                request.send(StreamSource.of(driver.content(ExecutorMessages.readFetch(what))));
            } catch (Exception | LinkageError | OutOfMemoryError e) {
                log().warn("an executor at {} asks for something and does not get it", connection.peer(), e);
                request.fail(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void closed(TransportException why) {
            if (executor != null) {
                executor.lost(String.valueOf(why.getMessage()));
            }
        }

        @Override
        public void order(DriverOrder order) {
            connection.send(ExecutorMessages.order(order));
        }

        @Override
        public CompletableFuture<byte[]> result(long attempt) {
            return ContentStream.fetch(connection, ExecutorMessages.fetchResult(attempt));
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(ExecutorServer.class);
    }
}
