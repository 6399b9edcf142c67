package io.vonk.internal.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What tests of connections need again and again. */
final class TestPeers {
    static final Credentials CLUSTER = new Credentials("cluster", secret(1));

    /** How long a test waits for what must happen, before it says that it has not. */
    static final long PATIENCE_SECONDS = 30;

    private TestPeers() {}

    static Secret secret(int value) {
        byte[] bytes = new byte[Secret.MIN_BYTES];
        Arrays.fill(bytes, (byte) value);
        return Secret.of(bytes);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static TransportOptions options() {
        return TransportOptions.of("test-transport", "Vonk test");
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
        }
        return taken;
    }

    /** Keeps what comes; answers questions and gives streams as a test says. */
    static final class Peer implements ConnectionListener {
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<TransportException> closed = new CompletableFuture<>();
        private final Function<byte[], byte[]> answers;
        private final Function<byte[], StreamSource> streams;

        Peer() {
            this(question -> question, StreamSource::of);
        }

        Peer(Function<byte[], byte[]> answers, Function<byte[], StreamSource> streams) {
            this.answers = answers;
            this.streams = streams;
        }

        @Override
        public void received(byte[] message) {
            messages.add(message);
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            try {
                reply.answer(answers.apply(question));
            } catch (IllegalArgumentException e) {
                reply.fail(e.getMessage());
            }
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            try {
                request.send(streams.apply(what));
            } catch (IllegalArgumentException e) {
                request.fail(e.getMessage());
            }
        }

        @Override
        public void closed(TransportException why) {
            closed.complete(why);
        }
    }

    /** Gathers a stream. */
    static final class Gathered implements StreamSink {
        final CompletableFuture<byte[]> all = new CompletableFuture<>();
        final BlockingQueue<Integer> parts = new LinkedBlockingQueue<>();
        private byte[] bytes = new byte[1 << 16];
        private int length;

        @Override
        public void received(java.nio.ByteBuffer part) {
            int count = part.remaining();
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
            part.get(bytes, length, count);
            length += count;
            parts.add(count);
        }

        @Override
        public void ended() {
            all.complete(Arrays.copyOf(bytes, length));
        }

        @Override
        public void failed(TransportException why) {
            all.completeExceptionally(why);
        }
    }
}
