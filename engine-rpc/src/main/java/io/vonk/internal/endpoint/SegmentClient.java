package io.vonk.internal.endpoint;

import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.InboundStream;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSink;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.ShuffleMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@link SegmentServer}s for the map outputs of one application. There is one connection to each node, made when it is first
 * needed and again when it has ended. A node that says nothing for as long as patience lasts has failed.
 *
 * <p>Nodes are named by {@code host:port}. Thread safety: safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes after an end is told to whoever waits for the first future
public final class SegmentClient implements SegmentService, AutoCloseable {
    /** How long a node that is there may be silent. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Transport transport;
    private final Credentials credentials;
    private final long patienceMillis;
    private final Executor later;
    private final Map<String, CompletableFuture<Connection>> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A client without connections; to be closed.
     *
     * @param transport stays the caller's
     * @param credentials those of the application
     * @param patience how long a node may be silent
     */
    public SegmentClient(Transport transport, Credentials credentials, Duration patience) {
        this.transport = transport;
        this.credentials = credentials;
        this.patienceMillis = patience.toMillis();
        this.later = CompletableFuture.delayedExecutor(patienceMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<List<TableAnswer>> tables(String node, List<SegmentRange> wanted) {
        CompletableFuture<List<TableAnswer>> result = new CompletableFuture<>();
        connection(node)
                .thenCompose(connection -> connection.ask(ShuffleMessages.tablesRequest(wanted)))
                .orTimeout(patienceMillis, TimeUnit.MILLISECONDS)
                .whenComplete((reply, failure) -> {
                    if (reply == null) {
                        result.completeExceptionally(
                                failure instanceof TimeoutException ? silent(node) : unwrapped(failure));
                        return;
                    }
                    try {
                        result.complete(ShuffleMessages.readTablesReply(reply));
                    } catch (IOException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    private IOException silent(String node) {
        return new IOException(node + " has said nothing for " + patienceMillis + " ms");
    }

    private static Throwable unwrapped(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : failure.getCause();
        if (failure instanceof CompletionException && cause != null) {
            return cause;
        }
        return failure == null ? new IOException("nothing came, and nothing went wrong") : failure;
    }

    @Override
    public CompletableFuture<Void> blocks(String node, List<SegmentRange> wanted, long bytes, BlockSink sink) {
        Transfer transfer = new Transfer(node, bytes, sink);
        connection(node).whenComplete((connection, failure) -> {
            if (connection == null) {
                transfer.completeExceptionally(unwrapped(failure));
            } else {
                // There is room for all of it, as the task has reserved it; one byte more would show that something
                // else comes.
                transfer.begin(connection.open(ShuffleMessages.blocksRequest(wanted), bytes + 1, transfer));
            }
        });
        transfer.watch(0);
        return transfer;
    }

    private CompletableFuture<Connection> connection(String node) {
        if (closed) {
            return CompletableFuture.failedFuture(new IOException("this executor reads no map outputs any more"));
        }
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> known = connections.putIfAbsent(node, mine);
        if (known != null) {
            return known;
        }
        connect(node).whenComplete((connection, failure) -> {
            if (connection == null) {
                connections.remove(node, mine);
                mine.completeExceptionally(unwrapped(failure));
                return;
            }
            connection.closed().thenAccept(why -> connections.remove(node, mine));
            mine.complete(connection);
            if (closed) {
                connection.close();
            }
        });
        return mine;
    }

    private CompletableFuture<Connection> connect(String node) {
        try {
            return transport.connect(Addresses.parse(node), credentials, connection -> new NoQuestions());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new IOException("a node must be " + e.getMessage(), e));
        }
    }

    /** Ends all connections, and with them what is on its way. */
    @Override
    public void close() {
        closed = true;
        connections.values().forEach(future -> future.thenAccept(Connection::close));
    }

    /** Bytes on their way to a sink; the future of those who wait for them. */
    private final class Transfer extends CompletableFuture<Void> implements StreamSink {
        private final String node;
        private final long bytes;
        /** Null when it has ended: what the sink fills is not to be held until nobody watches any more. */
        private volatile @Nullable BlockSink sink;

        private final AtomicLong received = new AtomicLong();
        private volatile @Nullable InboundStream stream;

        Transfer(String node, long bytes, BlockSink sink) {
            this.node = node;
            this.bytes = bytes;
            this.sink = sink;
            // However it ends, nobody takes the rest.
            whenComplete((done, failure) -> {
                this.sink = null;
                cancelStream(failure);
            });
        }

        void begin(InboundStream begun) {
            stream = begun;
            if (isDone()) {
                begun.cancel();
            }
        }

        private void cancelStream(@Nullable Throwable failure) {
            InboundStream begun = stream;
            if (begun != null && failure != null) {
                begun.cancel();
            }
        }

        /** Fails if nothing has come since there were {@code before} bytes, as long as patience lasts. */
        void watch(long before) {
            later.execute(() -> {
                long now = received.get();
                if (now == before) {
                    completeExceptionally(silent(node));
                } else if (!isDone()) {
                    watch(now);
                }
            });
        }

        @Override
        public void received(ByteBuffer part) {
            BlockSink target = sink;
            if (target == null) {
                return;
            }
            if (received.addAndGet(part.remaining()) > bytes) {
                completeExceptionally(new IOException(node + " sends more than the " + bytes + " bytes of blocks"));
                return;
            }
            try {
                target.received(part);
            } catch (IOException e) {
                completeExceptionally(e);
            }
        }

        @Override
        public void ended() {
            if (received.get() == bytes) {
                complete(null);
            } else {
                completeExceptionally(
                        new IOException(node + " has sent " + received + " bytes of blocks instead of " + bytes));
            }
        }

        @Override
        public void failed(TransportException why) {
            completeExceptionally(why);
        }
    }

    /** Servers of map outputs answer, and ask nothing. */
    private static final class NoQuestions implements ConnectionListener {
        @Override
        public void received(byte[] message) {
            throw new IllegalArgumentException("a server of map outputs sends no messages");
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.fail("readers of map outputs answer nothing");
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            request.fail("readers of map outputs give nothing");
        }

        @Override
        public void closed(TransportException why) {
            // Who waits for something hears of it.
        }
    }
}
