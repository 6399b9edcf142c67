package io.vonk.internal.endpoint;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * Asks a master questions, as the command line does: connects to the first of several that answers. Thread safety: used by one thread.
 */
public final class MasterClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Connection connection;

    private MasterClient(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @param transport stays the caller's
     * @param files gives files that the master asks for, by their hashes
     * @throws IOException if none of the masters answers, naming each and why
     */
    public static MasterClient connect(
            Transport transport,
            List<InetSocketAddress> masters,
            Credentials credentials,
            BiConsumer<String, StreamRequest> files)
            throws IOException {
        StringBuilder failures = new StringBuilder();
        for (InetSocketAddress master : masters) {
            InetSocketAddress address = new InetSocketAddress(master.getHostString(), master.getPort());
            if (address.isUnresolved()) {
                failures.append(failures.isEmpty() ? "" : "; ")
                        .append("the host ")
                        .append(address.getHostString())
                        .append(" is not known");
                continue;
            }
            try {
                return new MasterClient(wait(transport.connect(address, credentials, made -> new Files(files))));
            } catch (IOException e) {
                failures.append(failures.isEmpty() ? "" : "; ").append(e.getMessage());
            }
        }
        throw new IOException(failures.toString());
    }

    /**
     * Asks.
     *
     * @return the answer, to be read by {@link MasterMessages}
     * @throws IOException if the master fails to answer; its reason is the message
     */
    public byte[] ask(MasterQuestion question) throws IOException {
        return wait(connection.ask(MasterMessages.question(question)));
    }

    private static <T> T wait(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the master has not answered for " + PATIENCE_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private record Files(BiConsumer<String, StreamRequest> files) implements ConnectionListener {
        @Override
        public void received(byte[] message) {
            throw new IllegalArgumentException("a master sends nothing to the command line");
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.fail("masters ask nothing");
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            try {
                files.accept(MasterMessages.readFetchBlob(what), request);
            } catch (MalformedMessageException e) {
                request.fail(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void closed(TransportException why) {
            // Who waits for an answer hears of it.
        }
    }
}
