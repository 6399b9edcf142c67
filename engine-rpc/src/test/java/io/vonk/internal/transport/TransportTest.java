package io.vonk.internal.transport;

import static io.vonk.internal.transport.TestPeers.CLUSTER;
import static io.vonk.internal.transport.TestPeers.anyPort;
import static io.vonk.internal.transport.TestPeers.await;
import static io.vonk.internal.transport.TestPeers.options;
import static io.vonk.internal.transport.TestPeers.secret;
import static io.vonk.internal.transport.TestPeers.take;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.transport.TestPeers.Gathered;
import io.vonk.internal.transport.TestPeers.Peer;
import io.vonk.internal.transport.TransportException.Reason;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("test-transport")) {
                thread.join(TimeUnit.SECONDS.toMillis(TestPeers.PATIENCE_SECONDS));
                assertFalse(thread.isAlive(), "threads of a closed transport go on");
            }
        }
    }

    /** A listening end, and who connected to it. */
    private final class Server {
        final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
        final Transport transport;
        final Listening listening;

        Server(TransportOptions options, KeyRing keys, Function<Connection, ConnectionListener> listeners)
                throws TransportException {
            transport = opened(options);
            listening = transport.listen(anyPort(), keys, connection -> {
                connections.add(connection);
                return listeners.apply(connection);
            });
        }

        Server(ConnectionListener listener) throws TransportException {
            this(options(), KeyRing.of(CLUSTER), connection -> listener);
        }
    }

    private Transport opened(TransportOptions options) {
        Transport transport = Transport.open(options);
        open.add(transport);
        return transport;
    }

    private Connection connect(Server server, ConnectionListener listener) throws Exception {
        return await(opened(options()).connect(server.listening.address(), CLUSTER, connection -> listener));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Reason reasonOf(CompletableFuture<?> future) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> future.get(TestPeers.PATIENCE_SECONDS, TimeUnit.SECONDS));
        return ((TransportException) failed.getCause()).reason();
    }

    @Test
    void bothEndsSendMessagesInOrder() throws Exception {
        Peer left = new Peer();
        Peer right = new Peer();
        Server server = new Server(left);
        Connection there = connect(server, right);
        Connection here = take(server.connections);
        assertEquals("cluster", here.identity());
        for (int i = 0; i < 10_000; i++) {
            there.send(utf8("to the server " + i));
            here.send(utf8("to the client " + i));
        }
        for (int i = 0; i < 10_000; i++) {
            assertEquals("to the server " + i, text(take(left.messages)));
            assertEquals("to the client " + i, text(take(right.messages)));
        }
    }

    @Test
    void aListenerMaySendAtOnce() throws Exception {
        Peer right = new Peer();
        Server server = new Server(options(), KeyRing.of(CLUSTER), connection -> {
            connection.send(utf8("welcome"));
            return new Peer();
        });
        connect(server, right);
        assertEquals("welcome", text(take(right.messages)));
    }

    @Test
    void questionsHaveTheirOwnAnswers() throws Exception {
        Peer even = new Peer(
                question -> {
                    int number = Integer.parseInt(text(question));
                    if (number % 2 == 1) {
                        throw new IllegalArgumentException("odd: " + number);
                    }
                    return utf8("even: " + number);
                },
                StreamSource::of);
        Connection there = connect(new Server(even), new Peer());
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(there.ask(utf8(Integer.toString(i))));
        }
        for (int i = 0; i < answers.size(); i++) {
            CompletableFuture<byte[]> answer = answers.get(i);
            if (i % 2 == 0) {
                assertEquals("even: " + i, text(await(answer)));
            } else {
                assertEquals(Reason.FAILED, reasonOf(answer));
            }
        }
    }

    @Test
    void largeMessagesArrive() throws Exception {
        byte[] large = new byte[TransportLimits.DEFAULT.messageBytes()];
        new Random(1).nextBytes(large);
        Connection there = connect(new Server(new Peer()), new Peer());
        assertArrayEquals(large, await(there.ask(large)));
        IllegalArgumentException tooLarge =
                assertThrows(IllegalArgumentException.class, () -> there.send(new byte[large.length + 1]));
        assertEquals("a message has at most 8388608 bytes; this one has 8388609", tooLarge.getMessage());
    }

    @Test
    void streamsComeFromArraysAndFiles(@TempDir Path folder) throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(2).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        try (FileChannel channel = FileChannel.open(file)) {
            Peer source = new Peer(question -> question, what -> switch (text(what)) {
                case "array" -> StreamSource.of(content);
                case "file" -> StreamSource.of(channel, 1_000_001, 3_000_000);
                case "nothing" -> StreamSource.of(new byte[0]);
                case "beyond" -> StreamSource.of(channel, 4_000_000, 2_000_000);
                default -> throw new IllegalArgumentException("no stream " + text(what));
            });
            Connection there = connect(new Server(source), new Peer());
            assertArrayEquals(content, await(stream(there, "array")));
            assertArrayEquals(Arrays.copyOfRange(content, 1_000_001, 4_000_001), await(stream(there, "file")));
            assertArrayEquals(new byte[0], await(stream(there, "nothing")));
            Gathered exactly = new Gathered();
            there.open(utf8("array"), content.length, exactly);
            assertArrayEquals(content, await(exactly.all), "the end of a stream needs no credit");
            Gathered nothing = new Gathered();
            there.open(utf8("nothing"), 0, nothing);
            assertArrayEquals(new byte[0], await(nothing.all));
            assertEquals(Reason.FAILED, reasonOf(stream(there, "beyond")));
            assertEquals(Reason.FAILED, reasonOf(stream(there, "other")));
            assertTrue(channel.isOpen(), "a file that was sent belongs to whoever opened it");
            assertArrayEquals(content, await(stream(there, "array")), "the connection goes on after failed streams");
        }
    }

    private static CompletableFuture<byte[]> stream(Connection connection, String what) {
        Gathered gathered = new Gathered();
        connection.open(utf8(what), Long.MAX_VALUE, gathered);
        return gathered.all;
    }

    /** Gives endless bytes and counts them. */
    private static final class Endless implements StreamSource {
        final AtomicLong given = new AtomicLong();
        final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        private final byte[] bytes = new byte[1 << 20];

        @Override
        public boolean isAtEnd() {
            return false;
        }

        @Override
        public Part next(int maxBytes) {
            int length = Math.min(maxBytes, bytes.length);
            given.addAndGet(length);
            return new ArrayPart(bytes, 0, length);
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    @Test
    void noMoreIsSentThanThereIsRoomFor() throws Exception {
        Endless endless = new Endless();
        Peer source = new Peer(question -> question, what -> endless);
        Connection there = connect(new Server(source), new Peer());
        Gathered gathered = new Gathered();
        InboundStream stream = there.open(utf8("x"), 3_000_000, gathered);
        awaitBytes(gathered, 3_000_000);
        // An answer that comes later shows that nothing more was under way.
        await(there.ask(utf8("are you there?")));
        assertTrue(gathered.parts.isEmpty());
        assertEquals(3_000_000, endless.given.get());
        stream.addCredit(500_000);
        awaitBytes(gathered, 500_000);
        assertEquals(3_500_000, endless.given.get());
        stream.cancel();
        await(endless.closed);
        assertFalse(gathered.all.isDone(), "a sink hears nothing of a stream that was cancelled");
        assertEquals("still", text(await(there.ask(utf8("still")))));
    }

    @Test
    void creditWithoutLimitCanBeAddedTo() throws Exception {
        byte[] content = new byte[2_000_000];
        Peer source = new Peer(question -> question, what -> StreamSource.of(content));
        Connection there = connect(new Server(source), new Peer());
        Gathered gathered = new Gathered();
        InboundStream stream = there.open(utf8("x"), Long.MAX_VALUE, gathered);
        stream.addCredit(Long.MAX_VALUE);
        assertArrayEquals(content, await(gathered.all));
    }

    private static void awaitBytes(Gathered gathered, long count) throws InterruptedException {
        for (long missing = count; missing > 0; ) {
            missing -= take(gathered.parts);
            assertTrue(missing >= 0);
        }
    }

    @Test
    void messagesOvertakeStreams() throws Exception {
        Endless endless = new Endless();
        Peer source = new Peer(question -> question, what -> endless);
        Connection there = connect(new Server(source), new Peer());
        AtomicLong received = new AtomicLong();
        InboundStream stream = there.open(utf8("x"), Long.MAX_VALUE, new StreamSink() {
            @Override
            public void received(ByteBuffer bytes) {
                received.addAndGet(bytes.remaining());
            }

            @Override
            public void ended() {}

            @Override
            public void failed(TransportException why) {}
        });
        for (int i = 0; i < 100; i++) {
            assertEquals("q" + i, text(await(there.ask(utf8("q" + i)))));
        }
        stream.cancel();
        await(endless.closed);
        assertTrue(received.get() <= endless.given.get());
    }

    @Test
    void streamsTakeTurns() throws Exception {
        Peer source = new Peer(question -> question, what -> new Endless());
        Connection there = connect(new Server(source), new Peer());
        List<Gathered> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Gathered gathered = new Gathered();
            all.add(gathered);
            there.open(utf8("x"), 2_000_000, gathered);
        }
        for (Gathered gathered : all) {
            awaitBytes(gathered, 2_000_000);
        }
    }

    @Test
    void aSinkThatFailsCancelsItsStream() throws Exception {
        Endless endless = new Endless();
        Peer source = new Peer(question -> question, what -> endless);
        Connection there = connect(new Server(source), new Peer());
        CompletableFuture<TransportException> failed = new CompletableFuture<>();
        there.open(utf8("x"), Long.MAX_VALUE, new StreamSink() {
            @Override
            public void received(ByteBuffer bytes) {
                throw new IllegalStateException("no room");
            }

            @Override
            public void ended() {}

            @Override
            public void failed(TransportException why) {
                failed.complete(why);
            }
        });
        assertEquals("no room", await(failed).getCause().getMessage());
        await(endless.closed);
        assertEquals("still", text(await(there.ask(utf8("still")))));
    }

    @Test
    void whoeverWaitsIsToldThatTheConnectionHasEnded() throws Exception {
        Endless endless = new Endless();
        CompletableFuture<Reply> never = new CompletableFuture<>();
        Peer here = new Peer();
        Server server = new Server(new ConnectionListener() {
            @Override
            public void received(byte[] message) {}

            @Override
            public void asked(byte[] question, Reply reply) {
                never.complete(reply);
            }

            @Override
            public void opened(byte[] what, StreamRequest request) {
                request.send(endless);
            }

            @Override
            public void closed(TransportException why) {
                here.closed(why);
            }
        });
        Peer there = new Peer();
        Connection connection = connect(server, there);
        CompletableFuture<byte[]> answer = connection.ask(utf8("?"));
        Gathered gathered = new Gathered();
        connection.open(utf8("x"), 100, gathered);
        awaitBytes(gathered, 100);
        await(never);
        take(server.connections).close();
        assertEquals(Reason.LOST, reasonOf(answer));
        assertEquals(Reason.LOST, reasonOf(gathered.all));
        assertEquals(Reason.LOST, await(there.closed).reason());
        assertEquals(Reason.CLOSED, await(here.closed).reason());
        await(endless.closed);
        await(never).answer(utf8("too late"));
        assertEquals(Reason.LOST, reasonOf(connection.ask(utf8("anybody?"))));
        assertEquals(Reason.LOST, await(connection.closed()).reason());
    }

    @Test
    void whatWasSentBeforeClosingArrives() throws Exception {
        Peer left = new Peer();
        Connection there = connect(new Server(left), new Peer());
        for (int i = 0; i < 1_000; i++) {
            there.send(utf8("m" + i));
        }
        there.close();
        await(left.closed);
        assertEquals(1_000, left.messages.size());
        assertEquals(Reason.CLOSED, await(there.closed()).reason());
    }

    @Test
    void aPeerThatDoesNotReadIsGivenUp() throws Exception {
        TransportLimits small = new TransportLimits(Duration.ofSeconds(5), 16, 1 << 20, 1 << 20, 100, 10, 8L << 20);
        CompletableFuture<@Nullable Void> go = new CompletableFuture<>();
        Peer here = new Peer();
        Server server = new Server(options().withLimits(small), KeyRing.of(CLUSTER), connection -> here);
        connect(server, new ConnectionListener() {
            @Override
            public void received(byte[] message) {
                go.join(); // what no listener may do: the socket fills
            }

            @Override
            public void asked(byte[] question, Reply reply) {}

            @Override
            public void opened(byte[] what, StreamRequest request) {}

            @Override
            public void closed(TransportException why) {}
        });
        Connection slow = take(server.connections);
        try {
            for (int i = 0; i < 200 && !slow.closed().isDone(); i++) {
                slow.send(new byte[1 << 20]);
            }
            assertEquals(Reason.OVERFLOW, await(here.closed).reason());
        } finally {
            go.complete(null);
        }
    }

    @Test
    void aListenerThatFailsEndsItsConnection() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Peer there = new Peer();
        Server server = new Server(new Peer(
                question -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("a bug");
                },
                StreamSource::of));
        Connection connection = connect(server, there);
        assertEquals(Reason.LOST, reasonOf(connection.ask(utf8("?"))));
        assertEquals(Reason.FAILED, await(take(server.connections).closed()).reason());
        assertEquals(1, calls.get());
        assertEquals(
                "again", text(await(connect(new Server(new Peer()), new Peer()).ask(utf8("again")))));
    }

    @Test
    void strangersAreRefusedWithTheReason() throws Exception {
        Server server = new Server(new Peer());
        Transport transport = opened(options());
        InetSocketAddress address = server.listening.address();
        CompletableFuture<Connection> wrongSecret =
                transport.connect(address, new Credentials("cluster", secret(9)), connection -> new Peer());
        assertEquals(Reason.CREDENTIALS, reasonOf(wrongSecret));
        CompletableFuture<Connection> otherName =
                transport.connect(address, new Credentials("app-1", secret(1)), connection -> new Peer());
        assertEquals(Reason.CREDENTIALS, reasonOf(otherName));
        assertNull(server.connections.poll());
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        InetSocketAddress unused;
        try (ServerSocket socket = new ServerSocket(0, 1, anyPort().getAddress())) {
            unused = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
        CompletableFuture<Connection> nobody = opened(options()).connect(unused, CLUSTER, connection -> new Peer());
        assertEquals(Reason.UNREACHABLE, reasonOf(nobody));
    }

    @Test
    void anAddressInUseIsSaid() throws Exception {
        Server server = new Server(new Peer());
        TransportException inUse = assertThrows(
                TransportException.class,
                () -> server.transport.listen(server.listening.address(), KeyRing.of(CLUSTER), c -> new Peer()));
        assertTrue(
                inUse.getMessage()
                        .startsWith("nothing can listen at "
                                + io.vonk.internal.transport.Peer.of(server.listening.address())),
                inUse.getMessage());
    }

    @Test
    void aPeerThatSaysNothingIsGivenUp() throws Exception {
        TransportLimits hasty = new TransportLimits(Duration.ofMillis(50), 16, 1 << 20, 1 << 20, 100, 10, 8L << 20);
        try (ServerSocket silent = new ServerSocket(0, 1, anyPort().getAddress())) {
            InetSocketAddress address = new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort());
            CompletableFuture<Connection> waiting =
                    opened(options().withLimits(hasty)).connect(address, CLUSTER, connection -> new Peer());
            assertEquals(Reason.UNREACHABLE, reasonOf(waiting));
        }
    }

    @Test
    void whatAClosedTransportIsAskedFails() throws Exception {
        Server server = new Server(new Peer());
        Transport transport = Transport.open(options());
        Connection connection = await(transport.connect(server.listening.address(), CLUSTER, c -> new Peer()));
        transport.close();
        assertThrows(ExecutionException.class, () -> connection.ask(utf8("?")).get());
        Gathered gathered = new Gathered();
        connection.open(utf8("x"), 1, gathered);
        assertThrows(ExecutionException.class, gathered.all::get);
        connection.send(utf8("nobody hears this"));
        connection.close();
    }
}
