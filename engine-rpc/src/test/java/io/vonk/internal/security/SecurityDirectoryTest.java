package io.vonk.internal.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.TlsIdentity;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportException.Reason;
import io.vonk.internal.transport.TransportOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityDirectoryTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final List<String> FILES = List.of("authority.p12", "node.p12", "password", "secret", "trust.p12");

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeTwo() {
        SecurityDirectory.init(made.resolve("not there yet/one"));
        SecurityDirectory.init(made.resolve("another"));
    }

    private static Path one() {
        return made.resolve("not there yet/one");
    }

    @Test
    void initMakesFilesThatOnlyTheOwnerMayRead() throws IOException {
        assertEquals(FILES, names(one()));
        assertTrue(Files.readString(one().resolve("secret")).matches("[0-9a-f]{64}\n"));
        assertTrue(Files.readString(one().resolve("password")).matches("[0-9a-f]{64}\n"));
        assertNotEquals(text(one(), "secret"), text(one(), "password"));
        assertNotEquals(text(one(), "secret"), text(made.resolve("another"), "secret"));
        assumePosix();
        assertEquals("rwx------", mode(one()));
        for (String name : FILES) {
            assertEquals("rw-------", mode(one().resolve(name)), name);
        }
    }

    @Test
    void initRefusesWhatIsThere() throws IOException {
        Files.writeString(folder.resolve("mine"), "mine");

        String full = failure(() -> SecurityDirectory.init(folder));
        String file = failure(() -> SecurityDirectory.init(folder.resolve("mine")));

        assertTrue(full.startsWith("the directory " + folder + " exists and is not empty"), full);
        assertTrue(file.startsWith(folder.resolve("mine") + " exists and is no directory"), file);
        assertEquals(List.of("mine"), names(folder));
        assertEquals("mine", Files.readString(folder.resolve("mine")));
    }

    @Test
    void initLeavesNothingWhenItFails() throws IOException {
        Path broken = folder.resolve("java");
        Path keytool = Files.createDirectories(broken.resolve("bin")).resolve("keytool");
        String without = failure(() -> SecurityDirectory.init(folder.resolve("a/b"), broken));
        assertTrue(without.contains(broken + " has no bin/keytool"), without);
        assumePosix();
        Files.writeString(keytool, "#!/bin/sh\necho it is broken\nexit 3\n");
        Files.setPosixFilePermissions(keytool, PosixFilePermissions.fromString("rwx------"));

        String failing = failure(() -> SecurityDirectory.init(folder.resolve("a/b"), broken));

        assertTrue(failing.contains("exit code 3: it is broken"), failing);
        assertTrue(failing.contains(folder.resolve("a/b").toString()), failing);
        assertEquals(List.of("java"), names(folder));

        Path empty = Files.createDirectory(folder.resolve("empty"));
        failure(() -> SecurityDirectory.init(empty, broken));
        assertEquals(List.of(), names(empty));
    }

    @Test
    void aDirectoryCanBeLoadedAndShowsNothing() throws IOException {
        SecurityDirectory loaded = SecurityDirectory.load(one());

        assertNotNull(loaded.tls());
        assertFalse(loaded.isOfUser());
        assertEquals("SecurityDirectory(" + one() + ")", loaded.toString());
        assertFalse(loaded.secret().toString().contains(text(one(), "secret")));
    }

    @Test
    void onlyTheSecretMustBeThere() throws IOException {
        Files.writeString(folder.resolve("secret"), "Ab".repeat(40), StandardCharsets.US_ASCII);
        close(folder.resolve("secret"));

        assertNull(SecurityDirectory.load(folder).tls());
    }

    @Test
    void filesThatOthersMayReadOrChangeAreRefused() throws IOException {
        assumePosix();
        for (String name : FILES) {
            Path file = Files.createDirectories(folder.resolve(name)).resolve(name);
            Files.writeString(file.resolveSibling("secret"), "ab".repeat(32));
            close(file.resolveSibling("secret"));
            Files.writeString(file, "ab".repeat(32));
            for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
                String message = failure(() -> SecurityDirectory.load(file.getParent()));
                assertTrue(message.contains("chmod 600 " + file), message);
                assertTrue(
                        message.contains(mode.equals("rw-r-----") ? "640" : mode.equals("rw----r--") ? "604" : "620"));
            }
            close(file);
            SecurityDirectory.load(file.getParent());
        }
        Path directory = folder.resolve("secret");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        String message = failure(() -> SecurityDirectory.load(directory));
        assertTrue(message.contains("770") && message.contains("chmod 700 " + directory), message);
    }

    @Test
    void whatIsNoSecretIsRefusedWithoutBeingShown() throws IOException {
        Path file = folder.resolve("secret");
        String digits = "0123456789abcdef".repeat(4);
        for (String text : List.of(
                "",
                digits.substring(2),
                digits + "0",
                "xyz" + digits.substring(3),
                digits.substring(0, 32) + " " + digits.substring(32),
                digits + "\n" + digits,
                digits.repeat(65))) {
            Files.writeString(file, text);
            close(file);
            ConfigurationException refused =
                    assertThrows(ConfigurationException.class, () -> SecurityDirectory.load(folder), text);
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains(file.toString()) && message.contains("vonk security init"), message);
            assertFalse(message.contains("abcdef") || message.contains("xyz"), message);
            assertNull(refused.getCause());
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        String noSecret = failure(() -> SecurityDirectory.load(folder));
        String noDirectory = failure(() -> SecurityDirectory.load(folder.resolve("missing")));

        assertTrue(noSecret.startsWith("there is no file " + folder.resolve("secret")), noSecret);
        assertTrue(noDirectory.startsWith("there is no security directory " + folder.resolve("missing")), noDirectory);
        assertTrue(noDirectory.contains("vonk security init DIR"), noDirectory);
    }

    @Test
    void aUsersOwnSecretIsMadeOnce() throws Exception {
        SecurityDirectory first = SecurityDirectory.ofUser(folder);
        String text = text(folder.resolve(".vonk"), "secret");
        SecurityDirectory second = SecurityDirectory.ofUser(folder);

        assertTrue(first.isOfUser());
        assertNull(first.tls());
        assertEquals(text, text(folder.resolve(".vonk"), "secret"));
        assertTrue(knowTheSame(first.secret(), List.of(second.secret())));
        assertEquals(List.of("secret"), names(folder.resolve(".vonk")));
        assumePosix();
        assertEquals("rwx------", mode(folder.resolve(".vonk")));
        assertEquals("rw-------", mode(folder.resolve(".vonk/secret")));
        Files.setPosixFilePermissions(folder.resolve(".vonk/secret"), PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(failure(() -> SecurityDirectory.ofUser(folder)).contains("mode is 644"));
    }

    @Test
    void aUsersSecretThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder.resolve(".vonk"), "a file");

        String message = failure(() -> SecurityDirectory.ofUser(folder));

        assertTrue(message.contains(folder.resolve(".vonk/secret").toString()), message);
        assertTrue(message.contains("vonk.security.dir=DIR"), message);
    }

    @Test
    void manyWhoMakeAUsersSecretAtOnceGetTheSame() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 10; round++) {
                Path home = Files.createDirectory(folder.resolve("home" + round));
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<SecurityDirectory>> all = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    all.add(pool.submit(() -> {
                        start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        return SecurityDirectory.ofUser(home);
                    }));
                }
                List<Secret> secrets = new ArrayList<>();
                for (Future<SecurityDirectory> one : all) {
                    secrets.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS).secret());
                }
                assertEquals(List.of("secret"), names(home.resolve(".vonk")));
                assertTrue(knowTheSame(SecurityDirectory.ofUser(home).secret(), secrets), "round " + round);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void onlyAConfiguredSecretOpensMoreThanLoopback() throws Exception {
        SecurityDirectory configured = SecurityDirectory.load(one());
        SecurityDirectory own = SecurityDirectory.ofUser(folder);
        for (String loopback : List.of("127.0.0.1", "127.1.2.3", "::1")) {
            SecurityDirectory.checkMayListen(InetAddress.getByName(loopback), null);
            SecurityDirectory.checkMayListen(InetAddress.getByName(loopback), own);
        }
        for (String open : List.of("0.0.0.0", "::", "10.1.2.3", "192.168.0.1")) {
            InetAddress address = InetAddress.getByName(open);
            SecurityDirectory.checkMayListen(address, configured);
            for (String message : List.of(
                    failure(() -> SecurityDirectory.checkMayListen(address, null)),
                    failure(() -> SecurityDirectory.checkMayListen(address, own)))) {
                assertTrue(message.contains(address.getHostAddress()), message);
                assertTrue(message.contains("'vonk security init DIR'"), message);
                assertTrue(message.contains("vonk.security.dir=DIR"), message);
            }
        }
    }

    @Test
    void nodesOfOneDirectoryTalkOverTls() throws Exception {
        SecurityDirectory there = SecurityDirectory.load(one());
        SecurityDirectory here = SecurityDirectory.load(one());
        try (Transport server = Transport.open(options(there));
                Transport client = Transport.open(options(here))) {
            InetSocketAddress address = listen(server, there.secret());
            Connection connection = client.connect(address, cluster(here.secret()), c -> new Echo())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            byte[] question = {1, 2, 3};
            assertArrayEquals(question, connection.ask(question).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            connection.close();
        }
    }

    @Test
    void aCertificateOfAnotherDirectoryIsRefusedEvenWithTheRightSecret() throws Exception {
        SecurityDirectory cluster = SecurityDirectory.load(one());
        SecurityDirectory stranger = SecurityDirectory.load(made.resolve("another"));

        assertEquals(Reason.CREDENTIALS, refusal(options(cluster), options(stranger), cluster.secret()));
        assertEquals(Reason.CREDENTIALS, refusal(options(stranger), options(cluster), cluster.secret()));
    }

    @Test
    void keysWithAnotherPasswordAreRefusedWithoutShowingIt() throws IOException {
        for (String name : FILES) {
            Files.copy(one().resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("password"), "not the password\n");
        close(folder.resolve("password"));
        SecurityDirectory loaded = SecurityDirectory.load(folder);

        String message = failure(loaded::tls);

        assertTrue(message.contains(folder.resolve("node.p12").toString()), message);
        assertFalse(message.contains("not the password"), message);
    }

    // ---- what the tests are made of
    // ----------------------------------------------------------------------------------

    /** Whether all can log in at somebody who knows {@code secret}. */
    private static boolean knowTheSame(Secret secret, List<Secret> all) throws Exception {
        try (Transport transport =
                Transport.open(TransportOptions.of("test", "Vonk test").withThreads(1))) {
            InetSocketAddress address = listen(transport, secret);
            for (Secret other : all) {
                transport
                        .connect(address, cluster(other), c -> new Echo())
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .close();
            }
            return true;
        } catch (ExecutionException refused) {
            return false;
        }
    }

    private static Reason refusal(TransportOptions listening, TransportOptions connecting, Secret secret)
            throws Exception {
        try (Transport server = Transport.open(listening);
                Transport client = Transport.open(connecting)) {
            CompletableFuture<Connection> refused =
                    client.connect(listen(server, secret), cluster(secret), c -> new Echo());
            ExecutionException why = assertThrows(
                    ExecutionException.class,
                    () -> refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .closed()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            return ((TransportException) why.getCause()).reason();
        }
    }

    private static InetSocketAddress listen(Transport transport, Secret secret) throws TransportException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return transport
                .listen(anyPort, KeyRing.of(cluster(secret)), c -> new Echo())
                .address();
    }

    private static Credentials cluster(Secret secret) {
        return new Credentials("cluster", secret);
    }

    private static TransportOptions options(SecurityDirectory directory) {
        TlsIdentity tls = directory.tls();
        assertNotNull(tls);
        return TransportOptions.of("test", "Vonk test").withThreads(1).withTls(tls);
    }

    private static String failure(Runnable action) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, action::run).getMessage());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return List.copyOf(new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList()));
        }
    }

    private static String text(Path directory, String name) throws IOException {
        return Files.readString(directory.resolve(name)).strip();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assumePosix() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    private static void close(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static final class Echo implements ConnectionListener {
        @Override
        public void received(byte[] message) {}

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.answer(question);
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            request.fail("no streams here");
        }

        @Override
        public void closed(TransportException why) {}
    }
}
