package io.vonk.internal.endpoint;

import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a worker or an application registered with a master: connects to one of several, registers, gives signs of life, and does it
 * all again whenever the connection ends or the master is silent. What is told while there is no connection is lost; the next
 * registration says how things are.
 *
 * <p>One thread does all this, and calls the member. Thread safety: safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the member
public final class MasterSession implements AutoCloseable {
    private static final long BEAT_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 500;
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Who is registered. Called one after the other by the session's thread; must be quick. */
    public interface Member {

        /** How it registers, as things are now. */
        MasterQuestion registration();

        /** It is registered. */
        void registered(String master, byte[] answer);

        /** The master says something. */
        void received(byte[] message) throws IOException;

        /** A sign of life. */
        byte[] heartbeat();

        /** There is no connection; another try follows soon. */
        void disconnected(String why);
    }

    private final Transport transport;
    private final List<InetSocketAddress> masters;
    private final Credentials credentials;
    private final Member member;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean closed;

    // What belongs to the thread:
    private int next;
    private @Nullable Connection connection;
    private boolean registered;
    private long heardNanos;
    /** What happened after a registration was sent is not in it, and told when it is answered. */
    private final List<byte[]> sinceRegistration = new ArrayList<>();

    private final List<Pressing> pressing = new ArrayList<>();

    private record Pressing(byte[] message, Runnable told) {}

    /**
     * A session that begins at once.
     *
     * @param name in the name of its thread
     * @param transport stays the caller's
     * @param masters one of which leads, at least one
     */
    public MasterSession(
            String name,
            Transport transport,
            List<InetSocketAddress> masters,
            Credentials credentials,
            Member member,
            Clock clock) {
        this.transport = transport;
        this.masters = List.copyOf(masters);
        this.credentials = credentials;
        this.member = member;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, name + "-master");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.execute(this::connect);
        thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Tells the master something, if there is a connection. */
    public void tell(byte[] message) {
        run(() -> {
            if (connection != null && registered) {
                connection.send(message);
            } else if (connection != null) {
                sinceRegistration.add(message);
            }
        });
    }

    /**
     * Tells the master something, now or as soon as this is registered with one.
     *
     * @param told called when it has been sent; by the thread of this session
     */
    public void tellSurely(byte[] message, Runnable told) {
        run(() -> {
            if (connection != null && registered) {
                connection.send(message);
                told.run();
            } else {
                pressing.add(new Pressing(message, told));
            }
        });
    }

    private void tellWhatWaits(Connection to) {
        sinceRegistration.forEach(to::send);
        sinceRegistration.clear();
        for (Pressing each : pressing) {
            to.send(each.message());
            each.told().run();
        }
        pressing.clear();
    }

    /** Fetches a file from the master, by its hash. */
    public CompletableFuture<byte[]> blob(String hash) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        run(() -> {
            if (connection == null) {
                answer.completeExceptionally(new IOException("there is no connection to a master"));
            } else {
                ContentStream.fetch(connection, MasterMessages.fetchBlob(hash)).whenComplete((bytes, failure) -> {
                    if (bytes != null) {
                        answer.complete(bytes);
                    } else if (failure != null) {
                        answer.completeExceptionally(failure);
                    }
                });
            }
        });
        return answer;
    }

    private void run(Runnable action) {
        try {
            thread.execute(action);
        } catch (RejectedExecutionException e) {
            // The session has ended.
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        InetSocketAddress master = masters.get(next++ % masters.size());
        // A name may stand for another address by now.
        InetSocketAddress address = new InetSocketAddress(master.getHostString(), master.getPort());
        if (address.isUnresolved()) {
            failed("the host " + address.getHostString() + " is not known");
            return;
        }
        transport
                .connect(address, credentials, Conversation::new)
                .whenComplete((made, failure) -> run(() -> {
                    if (made == null) {
                        failed(String.valueOf(failure == null ? "no connection" : failure.getMessage()));
                    } else {
                        connected(made, Addresses.text(master));
                    }
                }));
    }

    private void connected(Connection made, String master) {
        connection = made;
        registered = false;
        heardNanos = clock.nanos();
        sinceRegistration.clear();
        made.ask(MasterMessages.question(member.registration()))
                .whenComplete((answer, failure) -> run(() -> {
                    if (!isCurrent(made)) {
                        return;
                    }
                    if (answer == null) {
                        connection = null;
                        made.close();
                        failed(String.valueOf(failure == null ? "not let in" : failure.getMessage()));
                    } else {
                        registered = true;
                        member.registered(master, answer);
                        tellWhatWaits(made);
                    }
                }));
        made.closed()
                .thenAccept(why -> run(() -> {
                    if (isCurrent(made)) {
                        connection = null;
                        registered = false;
                        failed(String.valueOf(why.getMessage()));
                    }
                }));
    }

    @SuppressWarnings("ReferenceEquality") // this very connection
    private boolean isCurrent(Connection made) {
        return connection == made;
    }

    private void failed(String why) {
        if (closed) {
            return;
        }
        member.disconnected(why);
        thread.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        Connection current = connection;
        if (current == null || !registered) {
            return;
        }
        if (clock.nanos() - heardNanos > SILENT_NANOS) {
            current.close();
        } else {
            current.send(member.heartbeat());
        }
    }

    private void received(Connection from, byte[] message) {
        if (!isCurrent(from)) {
            return;
        }
        heardNanos = clock.nanos();
        try {
            member.received(message);
        } catch (IOException e) {
            from.close();
        }
    }

    /** Sends what waits to be sent and ends. */
    @Override
    public void close() {
        run(() -> {
            closed = true;
            if (connection != null) {
                connection.close();
            }
        });
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Conversation implements ConnectionListener {
        private final Connection from;

        Conversation(Connection from) {
            this.from = from;
        }

        @Override
        public void received(byte[] message) {
            run(() -> MasterSession.this.received(from, message));
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.fail("masters ask nothing");
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            request.fail("there is nothing to fetch here");
        }

        @Override
        public void closed(TransportException why) {
            // Told by the connection's future.
        }
    }
}
