package io.vonk.internal.transport;

import static io.vonk.internal.transport.TestPeers.CLUSTER;
import static io.vonk.internal.transport.TestPeers.anyPort;
import static io.vonk.internal.transport.TestPeers.await;
import static io.vonk.internal.transport.TestPeers.options;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.transport.TestPeers.Gathered;
import io.vonk.internal.transport.TestPeers.Peer;
import io.vonk.internal.transport.TransportException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static TlsIdentity member;
    private static TlsIdentity stranger;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        TestAuthority cluster = new TestAuthority(folder);
        member = cluster.identity("member");
        stranger = cluster.stranger();
    }

    @Test
    void everythingWorksAndNothingCanBeReadOnTheWay(@TempDir Path folder) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(3).nextBytes(content);
        String plain = "this must not be seen on the wire";
        Path file = Files.write(folder.resolve("file"), content);
        try (Transport server = Transport.open(options().withTls(member));
                Transport client = Transport.open(options().withTls(member));
                FileChannel channel = FileChannel.open(file)) {
            Peer source = new Peer(question -> question, what -> StreamSource.of(channel, 0, content.length));
            InetSocketAddress address = server.listen(anyPort(), KeyRing.of(CLUSTER), connection -> source)
                    .address();
            try (Wiretap tap = new Wiretap(address)) {
                Connection there = await(client.connect(tap.address(), CLUSTER, connection -> new Peer()));
                byte[] question = plain.getBytes(StandardCharsets.US_ASCII);
                assertArrayEquals(question, await(there.ask(question)));
                Gathered gathered = new Gathered();
                there.open(new byte[0], content.length, gathered);
                assertArrayEquals(content, await(gathered.all));
                there.close();
                String seen = new String(tap.seen(), StandardCharsets.ISO_8859_1);
                assertTrue(seen.length() > content.length);
                assertEquals(-1, seen.indexOf(plain));
            }
        }
    }

    @Test
    void certificatesOfAnotherAuthorityAreRefused() throws Exception {
        assertEquals(
                Reason.CREDENTIALS, refusal(options().withTls(member), options().withTls(stranger)));
        assertEquals(
                Reason.CREDENTIALS,
                refusal(options().withTls(stranger), options().withTls(member)));
    }

    @Test
    void plainAndEncryptedEndsDoNotUnderstandEachOther() throws Exception {
        Reason plainClient = refusal(options().withTls(member), options());
        assertTrue(plainClient == Reason.LOST || plainClient == Reason.PROTOCOL, plainClient.toString());
        Reason plainServer = refusal(options(), options().withTls(member));
        assertTrue(plainServer == Reason.LOST || plainServer == Reason.CREDENTIALS, plainServer.toString());
    }

    @Test
    void aKeyStoreThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
        Path garbage = Files.write(folder.resolve("garbage.p12"), new byte[100]);
        ConfigurationException unreadable =
                assertThrows(ConfigurationException.class, () -> TlsIdentity.load(garbage, garbage, "x".toCharArray()));
        assertTrue(unreadable.getMessage().contains(garbage.toString()), unreadable.getMessage());
    }

    private static Reason refusal(TransportOptions listening, TransportOptions connecting) throws Exception {
        try (Transport server = Transport.open(listening);
                Transport client = Transport.open(connecting)) {
            InetSocketAddress address = server.listen(anyPort(), KeyRing.of(CLUSTER), connection -> new Peer())
                    .address();
            CompletableFuture<Connection> refused = client.connect(address, CLUSTER, connection -> new Peer());
            // With TLS 1.3 a client may hear of the refusal of its certificate only after its own handshake.
            ExecutionException why = assertThrows(
                    ExecutionException.class,
                    () -> refused.get(TestPeers.PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .closed()
                            .get(TestPeers.PATIENCE_SECONDS, TimeUnit.SECONDS));
            return ((TransportException) why.getCause()).reason();
        }
    }

    /** Passes bytes on in both directions, and keeps them. */
    private static final class Wiretap implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 1, anyPort().getAddress());
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        private final InetSocketAddress target;
        private final Thread thread = new Thread(this::run);
        private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
        private Thread back = new Thread();

        Wiretap(InetSocketAddress target) throws IOException {
            this.target = target;
            thread.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
        }

        private void run() {
            try (Socket left = listening.accept();
                    Socket right = new Socket(target.getAddress(), target.getPort())) {
                sockets.add(left);
                sockets.add(right);
                back = new Thread(() -> pass(right, left));
                back.start();
                pass(left, right);
                back.join();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void pass(Socket from, Socket to) {
            byte[] buffer = new byte[1 << 16];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    synchronized (seen) {
                        seen.write(buffer, 0, count);
                    }
                    out.write(buffer, 0, count);
                }
                to.shutdownOutput();
            } catch (IOException closed) {
                // One of the ends has closed its socket.
            }
        }

        byte[] seen() {
            synchronized (seen) {
                return seen.toByteArray();
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            thread.join();
        }
    }
}
