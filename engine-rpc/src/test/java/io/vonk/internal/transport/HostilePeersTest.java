package io.vonk.internal.transport;

import static io.vonk.internal.transport.TestPeers.CLUSTER;
import static io.vonk.internal.transport.TestPeers.anyPort;
import static io.vonk.internal.transport.TestPeers.await;
import static io.vonk.internal.transport.TestPeers.options;
import static io.vonk.internal.transport.TestPeers.take;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.vonk.internal.transport.TestPeers.Peer;
import io.vonk.internal.transport.TransportException.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers, and friends who do not keep to the protocol, can do: nothing but lose their own connection. */
class HostilePeersTest {
    private static final long MAX_BYTES_OF_STRANGERS = 32L << 20;

    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    private final Peer listener = new Peer();
    private Transport server;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        // No login ends by itself while a test runs: what ends one is what the test is about.
        TransportLimits patient = new TransportLimits(Duration.ofMinutes(5), 64, 1 << 20, 1 << 16, 100, 10, 64L << 20);
        server = Transport.open(options().withLimits(patient));
        address = server.listen(anyPort(), KeyRing.of(CLUSTER), connection -> {
                    connections.add(connection);
                    return listener;
                })
                .address();
    }

    @AfterEach
    void close() throws Exception {
        try (Transport client = Transport.open(options())) {
            Connection friend = await(client.connect(address, CLUSTER, connection -> new Peer()));
            assertArrayEquals(new byte[] {42}, await(friend.ask(new byte[] {42})), "nobody is served any more");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Frame.Kind.class)
    void nothingButAHelloIsHeardFromAStranger(Frame.Kind kind) throws Exception {
        try (RawPeer stranger = new RawPeer(address)) {
            if (kind == Frame.Kind.HELLO) {
                stranger.write(RawPeer.frame(kind, 0, new byte[100]));
            } else {
                stranger.write(RawPeer.frame(kind, 1, new byte[8]));
            }
            stranger.awaitEnd();
        }
        assertNull(connections.poll());
        assertTrue(listener.messages.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Frame.Kind.class)
    void nothingButAProofIsHeardAfterAHello(Frame.Kind kind) throws Exception {
        try (RawPeer stranger = new RawPeer(address)) {
            stranger.write(RawPeer.frame(Frame.Kind.HELLO, 0, new ClientLogin(CLUSTER, "x").hello()));
            stranger.readFrame(Frame.Kind.CHALLENGE);
            stranger.write(RawPeer.frame(kind, 1, new byte[32]));
            stranger.awaitEnd();
        }
        assertNull(connections.poll());
        assertTrue(listener.messages.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = Frame.Kind.class,
            names = {"HELLO", "CHALLENGE", "PROOF", "WELCOME", "REFUSAL", "ANSWER", "FAILURE", "DATA"})
    void whatWasNotAskedForEndsTheConnection(Frame.Kind kind) throws Exception {
        try (RawPeer friend = new RawPeer(address).logIn(CLUSTER)) {
            friend.write(RawPeer.frame(kind, 1, new byte[8]));
            friend.awaitEnd();
            assertEquals(Reason.PROTOCOL, await(take(connections).closed()).reason());
        }
    }

    @Test
    void creditAndCancelOfStreamsThatAreOverAreIgnored() throws Exception {
        try (RawPeer friend = new RawPeer(address).logIn(CLUSTER)) {
            friend.write(RawPeer.frame(Frame.Kind.CREDIT, 5, new byte[8]));
            friend.write(RawPeer.frame(Frame.Kind.CANCEL, 5, new byte[0]));
            friend.write(RawPeer.frame(Frame.Kind.QUESTION, 6, new byte[] {1}));
            assertArrayEquals(new byte[] {1}, friend.readFrame(Frame.Kind.ANSWER));
        }
    }

    @Test
    void malformedBodiesEndTheConnection() throws Exception {
        byte[] negative = ByteBuffer.allocate(8).putLong(-1).array();
        for (byte[] frame : new byte[][] {
            RawPeer.frame(Frame.Kind.OPEN, 1, new byte[7]),
            RawPeer.frame(Frame.Kind.OPEN, 1, negative),
            RawPeer.frame(Frame.Kind.CREDIT, 1, new byte[7]),
            RawPeer.frame(Frame.Kind.CREDIT, 1, new byte[9]),
            RawPeer.frame(Frame.Kind.CREDIT, 1, negative),
            RawPeer.frame(Frame.Kind.CANCEL, 1, new byte[1]),
            RawPeer.frame(Frame.Kind.MESSAGE, 0, new byte[(1 << 20) + 1]),
        }) {
            try (RawPeer friend = new RawPeer(address).logIn(CLUSTER)) {
                friend.write(frame);
                friend.awaitEnd();
                assertEquals(Reason.PROTOCOL, await(take(connections).closed()).reason());
            } catch (IOException reset) {
                // The other end closed the socket before it had read all.
                assertEquals(Reason.PROTOCOL, await(take(connections).closed()).reason());
            }
        }
    }

    @Test
    void whatWasSaidInOneLoginIsNoLoginAgain() throws Exception {
        ClientLogin login = new ClientLogin(CLUSTER, "x");
        byte[] hello = RawPeer.frame(Frame.Kind.HELLO, 0, login.hello());
        byte[] proof;
        try (RawPeer friend = new RawPeer(address)) {
            friend.write(hello);
            proof = RawPeer.frame(
                    Frame.Kind.PROOF, 0, login.received(Frame.Kind.CHALLENGE, friend.readFrame(Frame.Kind.CHALLENGE)));
            friend.write(proof);
            friend.readFrame(Frame.Kind.WELCOME);
        }
        take(connections);
        try (RawPeer stranger = new RawPeer(address)) {
            stranger.write(hello);
            stranger.readFrame(Frame.Kind.CHALLENGE);
            stranger.write(proof);
            stranger.readFrame(Frame.Kind.REFUSAL);
            stranger.awaitEnd();
        }
        assertNull(connections.poll());
    }

    @Test
    void aThousandStrangersKeepNobodyOut() throws Exception {
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        List<RawPeer> strangers = new ArrayList<>();
        try (Transport client = Transport.open(options())) {
            for (int i = 0; i < 1_000; i++) {
                RawPeer stranger = new RawPeer(address);
                strangers.add(stranger);
                // One has said nothing yet, one a part of a header, one promises 4 KiB, one lies about its length.
                switch (i % 4) {
                    case 1 -> stranger.write(new byte[] {0, 0, 0});
                    case 2 -> stranger.write(Arrays.copyOf(RawPeer.frame(Frame.Kind.HELLO, 0, new byte[4_000]), 1_000));
                    case 3 ->
                        stranger.write(new byte[] {
                            0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4
                        });
                    default -> {}
                }
                if (i % 100 == 99) {
                    Connection friend = await(client.connect(address, CLUSTER, connection -> new Peer()));
                    assertArrayEquals(new byte[] {1}, await(friend.ask(new byte[] {1})));
                }
            }
            long taken = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
            assertTrue(taken < MAX_BYTES_OF_STRANGERS, "strangers hold " + taken + " bytes");
            // All but the last ones have been closed to make room.
            strangers.get(0).awaitEnd();
            strangers.get(500).awaitEnd();
        } finally {
            for (RawPeer stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void mutatedFramesOfStrangersAndFriendsDoNoHarm() throws Exception {
        long seed = 4_711;
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            RawPeer peer = new RawPeer(address);
            try (peer) {
                if (round % 2 == 0) {
                    peer.logIn(CLUSTER);
                }
                for (int i = 0; i < 5; i++) {
                    Frame.Kind[] kinds = Frame.Kind.values();
                    byte[] body = new byte[random.nextInt(64)];
                    random.nextBytes(body);
                    byte[] frame = RawPeer.frame(kinds[random.nextInt(kinds.length)], random.nextInt(4), body);
                    if (random.nextBoolean()) {
                        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    peer.write(frame);
                }
            } catch (IOException ended) {
                // The other end has had enough.
            }
        }
        for (Connection ended : connections) {
            await(ended.closed());
        }
    }

    @Test
    void moreStreamsThanAllowedEndTheConnection() throws Exception {
        try (Transport client = Transport.open(options())) {
            Connection friend = await(client.connect(address, CLUSTER, connection -> new Peer()));
            for (int i = 0; i < 11; i++) {
                // Without credit they stay open.
                friend.open(new byte[1], 0, new TestPeers.Gathered());
            }
            assertEquals(Reason.LOST, await(friend.closed()).reason());
            assertEquals(Reason.PROTOCOL, await(take(connections).closed()).reason());
        }
    }

    @Test
    void moreDataThanThereIsRoomForEndsTheConnection() throws Exception {
        try (RawPeer friend = new RawPeer(address).logIn(CLUSTER)) {
            Connection here = take(connections);
            TestPeers.Gathered gathered = new TestPeers.Gathered();
            here.open(new byte[0], 10, gathered);
            friend.readFrame(Frame.Kind.OPEN);
            friend.write(RawPeer.frame(Frame.Kind.DATA, 1, new byte[11]));
            friend.awaitEnd();
            CompletableFuture<byte[]> all = gathered.all;
            Exception failed = assertThrows(java.util.concurrent.ExecutionException.class, () -> await(all));
            assertEquals(Reason.PROTOCOL, ((TransportException) failed.getCause()).reason());
        }
    }
}
