package io.vonk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vonk.api.PairRdd;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService.TableFound;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSink;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.ApplicationMessage;
import io.vonk.internal.wire.ExecutorMessages;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import io.vonk.internal.wire.Registration;
import io.vonk.internal.wire.ShuffleMessages;
import io.vonk.internal.wire.WorkerOrder;
import io.vonk.testkit.Daemons.Endpoint;
import io.vonk.testkit.HostilePeer.Received;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What strangers, and peers who lie, achieve with each message of the protocol at each end that listens: nothing. */
@Timeout(180)
class ProtocolAttacksTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final int SAMPLES = 40;
    private static final int FUZZED = 3_000;
    private static final int FIRST_KIND_AFTER_LOGIN = HostilePeer.MESSAGE;

    @TempDir
    Path directory;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private ResourceLeakDetector.Level earlier = ResourceLeakDetector.getLevel();

    @BeforeEach
    void watchBuffers() {
        earlier = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((what, records) -> leaks.add(what + records));
    }

    @AfterEach
    void unwatchBuffers() {
        ByteBufUtil.setLeakListener(null);
        ResourceLeakDetector.setLevel(earlier);
    }

    /** What became unreachable without having been released is told when the next buffer is made. */
    private static void findLeaks() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int j = 0; j < 200; j++) {
                PooledByteBufAllocator.DEFAULT.buffer(64).release();
            }
        }
    }

    @Test
    void aBufferThatIsNotReleasedIsFound() {
        ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.buffer(64);
        forgotten.writeByte(1);
        forgotten = null;
        Waiting.until("the leak is told", () -> {
            findLeaks();
            return !leaks.isEmpty();
        });
    }

    // ---- the table ------------------------------------------------------------------------------------------------

    @Test
    void everyMessageAndEveryTextInItIsClassified() {
        Set<String> known = new TreeSet<>(ProtocolTable.SENT.keySet());
        known.addAll(ProtocolTable.PARTS);
        known.addAll(ProtocolTable.STORED);
        assertEquals(known, new TreeSet<>(ProtocolTable.messages().keySet()));
        Set<String> texts = new TreeSet<>();
        for (Descriptor type : ProtocolTable.messages().values()) {
            type.getFields().stream()
                    .filter(ProtocolTable::isText)
                    .map(FieldDescriptor::getFullName)
                    .forEach(texts::add);
        }
        assertEquals(new TreeSet<>(ProtocolTable.FIELDS.keySet()), texts);
        Set<String> reached = new TreeSet<>();
        ProtocolTable.SENT
                .keySet()
                .forEach(name -> reach(ProtocolTable.messages().get(name), reached));
        reached.removeAll(ProtocolTable.SENT.keySet());
        assertEquals(ProtocolTable.PARTS, reached, "parts are parts of something that is sent");
    }

    private static void reach(Descriptor type, Set<String> reached) {
        if (reached.add(type.getFullName())) {
            for (FieldDescriptor field : type.getFields()) {
                if (field.getJavaType() == JavaType.MESSAGE && !field.isMapField()) {
                    reach(field.getMessageType(), reached);
                }
            }
        }
    }

    private static List<DynamicMessage> samples(String name, long seed) {
        List<DynamicMessage> samples = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < SAMPLES; i++) {
            samples.add(ProtocolTable.sample(ProtocolTable.messages().get(name), i, random));
        }
        return samples;
    }

    @Test
    void namesThatAreNoneAreReadInNoMessage() throws MalformedMessageException {
        Set<String> attacked = new TreeSet<>();
        for (Map.Entry<String, ProtocolTable.Reader> type : ProtocolTable.SENT.entrySet()) {
            for (DynamicMessage sample : samples(type.getKey(), 1)) {
                type.getValue().read(sample.toByteArray());
                for (Message hostile : ProtocolTable.withHostileNames(sample)) {
                    attacked.add(type.getKey());
                    assertThrows(
                            MalformedMessageException.class,
                            () -> type.getValue().read(hostile.toByteArray()),
                            () -> "taken: " + type.getKey() + " " + shortened(hostile));
                }
            }
        }
        assertEquals(
                Set.of(
                        "vonk.executor.FromDriver",
                        "vonk.executor.Register",
                        "vonk.master.FetchBlob",
                        "vonk.master.FromWorker",
                        "vonk.master.MasterQuestion",
                        "vonk.master.SubmissionAnswer",
                        "vonk.master.ToWorker"),
                attacked);
    }

    private static String shortened(Message message) {
        String text = message.toString();
        return text.length() > 500 ? text.substring(0, 500) : text;
    }

    // ---- strangers ------------------------------------------------------------------------------------------------

    @Test
    void strangersReachNothingWithAnyMessage() throws IOException, InterruptedException {
        try (Daemons daemons = new Daemons(directory, secret("security"), false)) {
            Secret wrong = Secret.of(new byte[Secret.MIN_BYTES]);
            for (Endpoint endpoint : Endpoint.values()) {
                Credentials honest = daemons.honest(endpoint);
                Credentials liar = new Credentials(honest.identity(), wrong);
                for (String name : ProtocolTable.messages().keySet()) {
                    byte[] message = samples(name, 2).get(0).toByteArray();
                    for (int kind : new int[] {HostilePeer.MESSAGE, HostilePeer.QUESTION, HostilePeer.OPEN}) {
                        byte[] frame = HostilePeer.frame(kind, 1, body(kind, message));
                        String what = name + " as " + kind + " to " + endpoint;
                        try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                            peer.send(frame);
                            assertEquals(0, peer.kindsUntilEnd(), () -> "before the login: " + what);
                        }
                        try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                            peer.send(hello(honest.identity()), frame);
                            assertNothingSaid(peer.kindsUntilEnd(), "within the login: " + what);
                        }
                        try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                            byte[] hello = HostilePeer.hello(1, liar.identity());
                            peer.send(HostilePeer.frame(HostilePeer.HELLO, 0, hello));
                            Received challenge = peer.receive();
                            peer.send(
                                    HostilePeer.frame(
                                            HostilePeer.PROOF, 0, HostilePeer.proof(liar, hello, challenge.body())),
                                    frame);
                            assertNothingSaid(peer.kindsUntilEnd(), "with a wrong secret: " + what);
                        }
                    }
                }
            }
            assertServes(daemons);
        }
        assertNothingLeft();
    }

    private static byte[] hello(String identity) {
        return HostilePeer.frame(HostilePeer.HELLO, 0, HostilePeer.hello(1, identity));
    }

    private static byte[] body(int kind, byte[] message) {
        return kind == HostilePeer.OPEN
                ? ByteBuffer.allocate(8 + message.length)
                        .putLong(1 << 20)
                        .put(message)
                        .array()
                : message;
    }

    private static void assertNothingSaid(int kinds, String what) {
        assertEquals(0, kinds & 1 << HostilePeer.WELCOME, () -> "welcomed " + what);
        assertEquals(0, kinds >>> FIRST_KIND_AFTER_LOGIN, () -> "something was answered " + what);
    }

    @Test
    void nobodyIsLetInAsSomebodyElse() throws Exception {
        try (Daemons daemons = new Daemons(directory, secret("security"), false);
                Transport transport = attacker()) {
            Secret cluster = daemons.security.secret();
            Map<String, Secret> secrets = Map.of(
                    "cluster", cluster,
                    "victim", cluster.derive(Daemons.VICTIM),
                    "other", cluster.derive(Daemons.OTHER),
                    "derived for the cluster", cluster.derive(Identities.CLUSTER),
                    "unknown", Secret.of(new byte[Secret.MIN_BYTES]));
            List<String> identities =
                    List.of(Identities.CLUSTER, Daemons.VICTIM, Daemons.OTHER, "worker", "app-", "..", "rest");
            Set<String> admitted = new TreeSet<>();
            for (Endpoint endpoint : Endpoint.values()) {
                for (String identity : identities) {
                    for (Map.Entry<String, Secret> secret : secrets.entrySet()) {
                        Credentials claimed = new Credentials(identity, secret.getValue());
                        try {
                            connect(transport, daemons, endpoint, claimed).close();
                            admitted.add(endpoint + ": " + identity + " by the secret " + secret.getKey());
                        } catch (ExecutionException refused) {
                            TransportException why = assertInstanceOf(TransportException.class, refused.getCause());
                            assertEquals(TransportException.Reason.CREDENTIALS, why.reason());
                        }
                    }
                }
            }
            assertEquals(
                    Set.of(
                            "MASTER: cluster by the secret cluster",
                            "DRIVER: app-victim by the secret victim",
                            // Whoever has proved to be an application gets what is its own there.
                            "SEGMENTS: app-victim by the secret victim",
                            "SEGMENTS: app-other by the secret other"),
                    admitted);
            assertServes(daemons);
        }
    }

    @Test
    void anApplicationReadsOnlyItsOwnMapOutputs() throws Exception {
        try (Daemons daemons = new Daemons(directory, secret("security"), false);
                Transport transport = attacker()) {
            PairRdd<Long, Long> sums =
                    daemons.vonk.range(0, 100, 1, 3).boxed().keyBy(i -> i % 3).reduceByKey(Long::sum);
            assertEquals(3, sums.count());
            List<SegmentRange> wanted = written();
            assertTrue(found(transport, daemons, Daemons.VICTIM, wanted) > 0, "the owner finds them");
            assertEquals(0, found(transport, daemons, Daemons.OTHER, wanted));
            assertEquals(3, sums.count(), "the owner reads them");
        }
    }

    /** The first segment of each map output that the worker has on its disk. */
    private List<SegmentRange> written() throws IOException {
        Pattern data = Pattern.compile(".*/shuffle-([0-9]+)/([0-9]+)-([0-9]+)\\.data");
        try (Stream<Path> files = Files.walk(directory.resolve("worker").resolve("outputs"))) {
            return files.map(file -> data.matcher(file.toString()))
                    .filter(Matcher::matches)
                    .map(file -> new SegmentRange(
                            new MapOutputId(
                                    new ShuffleId(Long.parseLong(file.group(1))),
                                    Integer.parseInt(file.group(2)),
                                    new TaskAttemptId(Long.parseLong(file.group(3)))),
                            0,
                            1))
                    .toList();
        }
    }

    private static long found(Transport transport, Daemons daemons, String application, List<SegmentRange> wanted)
            throws Exception {
        try (Connection connection = connect(transport, daemons, Endpoint.SEGMENTS, daemons.credentials(application))) {
            byte[] answer = get(connection.ask(ShuffleMessages.tablesRequest(wanted)));
            return ShuffleMessages.readTablesReply(answer).stream()
                    .filter(TableFound.class::isInstance)
                    .count();
        }
    }

    @Test
    void loginsThatWereOverheardAreOfNoUse() throws Exception {
        try (Daemons daemons = new Daemons(directory, secret("security"), false)) {
            for (Endpoint endpoint : Endpoint.values()) {
                Credentials honest = daemons.honest(endpoint);
                byte[] hello = HostilePeer.hello(1, honest.identity());
                byte[] proof;
                byte[] welcome;
                try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                    peer.send(HostilePeer.frame(HostilePeer.HELLO, 0, hello));
                    proof = HostilePeer.proof(honest, hello, peer.receive().body());
                    peer.send(HostilePeer.frame(HostilePeer.PROOF, 0, proof));
                    Received answer = peer.receive();
                    assertEquals(HostilePeer.WELCOME, answer.kind(), "the login that is overheard succeeds");
                    welcome = answer.body();
                }
                for (byte[] replayed : new byte[][] {proof, welcome}) {
                    try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                        peer.send(HostilePeer.frame(HostilePeer.HELLO, 0, hello));
                        assertEquals(HostilePeer.CHALLENGE, peer.receive().kind());
                        peer.send(HostilePeer.frame(HostilePeer.PROOF, 0, replayed));
                        assertEquals(HostilePeer.REFUSAL, peer.receive().kind());
                        assertEquals(0, peer.kindsUntilEnd());
                    }
                }
            }
        }
    }

    @Test
    void otherVersionsAreRefusedAndBothAreNamed() throws Exception {
        try (Daemons daemons = new Daemons(directory, secret("security"), false)) {
            for (Endpoint endpoint : Endpoint.values()) {
                for (int version : new int[] {0, 2, 65_535}) {
                    try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                        peer.send(HostilePeer.frame(
                                HostilePeer.HELLO,
                                0,
                                HostilePeer.hello(
                                        version, daemons.honest(endpoint).identity())));
                        Received refusal = peer.receive();
                        assertEquals(HostilePeer.REFUSAL, refusal.kind());
                        assertTrue(refusal.text().contains("version 1 "), refusal::text);
                        assertTrue(refusal.text().contains("version " + version + " "), refusal::text);
                        assertEquals(0, peer.kindsUntilEnd());
                    }
                }
            }
        }
    }

    @Test
    void whereThereIsTlsNobodyGetsInWithoutIt() throws Exception {
        Path secrets = directory.resolve("tls");
        SecurityDirectory.init(secrets);
        Path strangers = directory.resolve("strangers");
        SecurityDirectory.init(strangers);
        try (Daemons daemons = new Daemons(directory, secrets, true);
                Transport plain = attacker();
                Transport stranger = Transport.open(TransportOptions.of("attacker-tls", "attacker")
                        .withTls(SecurityDirectory.load(strangers).requireTls()))) {
            for (Endpoint endpoint : Endpoint.values()) {
                for (Transport transport : List.of(plain, stranger)) {
                    ExecutionException refused = assertThrows(
                            ExecutionException.class,
                            () -> connect(transport, daemons, endpoint, daemons.honest(endpoint)));
                    assertInstanceOf(TransportException.class, refused.getCause());
                }
                try (HostilePeer peer = new HostilePeer(daemons.address(endpoint))) {
                    peer.send(hello(daemons.honest(endpoint).identity()));
                    assertEquals(0, peer.kindsUntilEnd() & 1 << HostilePeer.CHALLENGE);
                }
            }
            assertServes(daemons);
        }
        try (Daemons daemons = new Daemons(directory.resolve("plain"), secrets, false);
                Transport encrypted = Transport.open(
                        TransportOptions.of("attacker-tls", "attacker").withTls(daemons.security.requireTls()))) {
            for (Endpoint endpoint : Endpoint.values()) {
                // Whoever has TLS on is not talked into doing without it.
                assertThrows(
                        ExecutionException.class,
                        () -> connect(encrypted, daemons, endpoint, daemons.honest(endpoint)));
            }
        }
    }

    // ---- peers who have logged in ---------------------------------------------------------------------------------

    @Test
    void pathsForNamesAreRefusedByDaemonsAndNothingIsWritten() throws Exception {
        try (Daemons daemons = new Daemons(directory, secret("security"), false);
                Transport transport = attacker()) {
            assertServes(daemons);
            List<String> before = files();
            Random random = new Random(3);
            int refusals = 0;
            for (DynamicMessage sample : samples("vonk.master.MasterQuestion", 3)) {
                for (Message hostile : ProtocolTable.withHostileNames(sample)) {
                    try (Connection connection =
                            connect(transport, daemons, Endpoint.MASTER, daemons.honest(Endpoint.MASTER))) {
                        assertThrows(
                                ExecutionException.class,
                                () -> get(connection.ask(hostile.toByteArray())),
                                () -> "taken: " + shortened(hostile));
                        refusals++;
                    }
                }
            }
            Descriptor register = ProtocolTable.messages().get("vonk.executor.Register");
            for (Message hostile : ProtocolTable.withHostileNames(ProtocolTable.sample(register, 0, random))) {
                try (Connection connection =
                        connect(transport, daemons, Endpoint.DRIVER, daemons.honest(Endpoint.DRIVER))) {
                    assertThrows(ExecutionException.class, () -> get(connection.ask(hostile.toByteArray())));
                    refusals++;
                }
            }
            try (Connection connection =
                    connect(transport, daemons, Endpoint.DRIVER, daemons.honest(Endpoint.DRIVER))) {
                get(connection.ask(
                        ExecutorMessages.register(new Registration("executor-x", 1, "127.0.0.1:1", false, 1))));
                for (String path : List.of(
                        "../../etc/passwd", "/etc/passwd", "a/../../b", "..", "a\0b", "a\\b", "", "file:/etc/passwd")) {
                    Answer answer = new Answer();
                    connection.open(
                            ExecutorMessages.fetch(new io.vonk.internal.wire.DriverContent.Resource(path)),
                            1 << 20,
                            answer);
                    assertEquals("", answer.await(), () -> "given: " + path);
                }
            }
            assertTrue(refusals > 1_000, "many are tried: " + refusals);
            assertEquals(before, files());
            assertServes(daemons);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.map(Path::toString)
                    .filter(name -> !name.contains("outputs") && !name.contains("vonk-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsNoMessageHarmsNobody() throws Exception {
        long seed = Long.getLong("vonk.seed", System.nanoTime());
        System.out.println("whatIsNoMessageHarmsNobody: -Dvonk.seed=" + seed);
        int sockets;
        try (Daemons daemons = new Daemons(directory, secret("security"), false)) {
            assertServes(daemons);
            sockets = sockets();
            for (Endpoint endpoint : Endpoint.values()) {
                try (Transport transport = attacker()) {
                    fuzz(transport, daemons, endpoint, new Random(seed + endpoint.ordinal()));
                }
            }
            Waiting.until("the connections of attackers are gone", () -> sockets() <= sockets);
            forgetAttackers(daemons);
            assertServes(daemons);
        }
        assertNothingLeft();
    }

    private void fuzz(Transport transport, Daemons daemons, Endpoint endpoint, Random random) throws Exception {
        List<byte[]> valid = new ArrayList<>();
        List<byte[]> meant = new ArrayList<>();
        String meantHere = switch (endpoint) {
            case MASTER -> "vonk.master.(MasterQuestion|From.*|FetchBlob)";
            case DRIVER -> "vonk.executor.(Register|FromExecutor|FetchFromDriver)";
            case SEGMENTS -> "vonk.shuffle.*Request";
        };
        for (String name : ProtocolTable.messages().keySet()) {
            for (DynamicMessage sample : samples(name, random.nextLong())) {
                (name.matches(meantHere) ? meant : valid).add(sample.toByteArray());
            }
        }
        Connection connection = registered(transport, daemons, endpoint, random);
        for (int i = 0; i < FUZZED; i++) {
            List<byte[]> from = random.nextInt(4) == 0 ? valid : meant;
            byte[] bytes = mutated(from.get(random.nextInt(from.size())), random);
            switch (random.nextInt(3)) {
                case 0 -> connection.send(bytes);
                case 1 -> {
                    CompletableFuture<byte[]> answer = connection.ask(bytes);
                    if (i % 20 == 0) {
                        ended(answer.exceptionally(refused -> new byte[0]));
                    }
                }
                default -> connection.open(bytes, random.nextInt(1 << 20), new Answer());
            }
            if (i % 50 == 49) {
                // The end says what it has to say to all of it, or that it says no more.
                ended(connection.ask(new byte[] {-1}).exceptionally(refused -> new byte[0]));
            }
            if (connection.closed().isDone() || random.nextInt(100) == 0) {
                connection.close();
                connection = registered(transport, daemons, endpoint, random);
            }
        }
        connection.close();
    }

    private static void ended(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new AssertionError(refused);
        } catch (TimeoutException e) {
            throw new AssertionError("a question is neither answered nor refused", e);
        }
    }

    private static Connection registered(Transport transport, Daemons daemons, Endpoint endpoint, Random random)
            throws Exception {
        Connection connection = connect(transport, daemons, endpoint, daemons.honest(endpoint));
        byte[] question = new byte[0];
        if (endpoint == Endpoint.DRIVER) {
            question = ExecutorMessages.register(
                    new Registration("executor-x" + random.nextInt(5), 1, "127.0.0.1:1", random.nextBoolean(), 1));
        } else if (endpoint == Endpoint.MASTER && random.nextInt(3) > 0) {
            question = MasterMessages.question(
                    random.nextBoolean()
                            ? new MasterQuestion.RegisterWorker(
                                    "worker-x" + random.nextInt(3), "127.0.0.1:1", 4, 1L << 30, List.of(), List.of())
                            : new MasterQuestion.RegisterApplication(
                                    "app-x" + random.nextInt(3), "x", "127.0.0.1:1", 0, 1, 0, 1L << 20));
        }
        if (question.length > 0) {
            get(connection.ask(question));
        }
        return connection;
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 3 -> {
                    byte[] longer = new byte[bytes.length + 1 + random.nextInt(40)];
                    random.nextBytes(longer);
                    System.arraycopy(bytes, 0, longer, 0, at);
                    bytes = longer;
                }
                default -> {
                    // As long a number as there can be.
                    for (int j = at; j < Math.min(bytes.length, at + 9); j++) {
                        bytes[j] = (byte) 0xff;
                    }
                }
            }
        }
        return bytes;
    }

    /** Waits until those who said that they were workers and applications are given up. Drivers that they submitted stay in the journal. */
    private static void forgetAttackers(Daemons daemons) {
        Waiting.until(
                "the master has given the attackers up",
                () -> daemons.master.report().workers().isEmpty()
                        && daemons.master.report().applications().isEmpty());
    }

    // ---- honest peers ---------------------------------------------------------------------------------------------

    /** Each of the daemons does what it is there for. */
    private static void assertServes(Daemons daemons) {
        // A driver, an executor, and a worker that serves what the executor has written.
        Map<Long, Long> sums = daemons.vonk
                .range(0, 100, 1, 3)
                .boxed()
                .keyBy(i -> i % 3)
                .reduceByKey(Long::sum)
                .collectAsMap();
        assertEquals(Map.of(0L, 1683L, 1L, 1617L, 2L, 1650L), new TreeMap<>(sums));
        try (Transport transport = daemons.transport()) {
            CompletableFuture<WorkerOrder.LaunchExecutor> launched = new CompletableFuture<>();
            Connection worker = get(transport.connect(
                    daemons.address(Endpoint.MASTER), daemons.honest(Endpoint.MASTER), c -> new Silent() {
                        @Override
                        public void received(byte[] message) {
                            try {
                                if (MasterMessages.readToWorker(message) instanceof WorkerOrder.LaunchExecutor launch
                                        && launch.application().equals("app-honest")) {
                                    launched.complete(launch);
                                }
                            } catch (MalformedMessageException e) {
                                launched.completeExceptionally(e);
                            }
                        }
                    }));
            get(worker.ask(MasterMessages.question(new MasterQuestion.RegisterWorker(
                    "worker-honest", "127.0.0.1:1", 4_096, 1L << 40, List.of(), List.of()))));
            Connection application = connect(transport, daemons, Endpoint.MASTER, daemons.honest(Endpoint.MASTER));
            get(application.ask(MasterMessages.question(
                    new MasterQuestion.RegisterApplication("app-honest", "honest", "127.0.0.1:2", 1, 1, 1, 1L << 20))));
            application.send(MasterMessages.fromApplication(new ApplicationMessage.Demand(1)));
            assertEquals(
                    "127.0.0.1:2",
                    launched.get(PATIENCE_SECONDS, TimeUnit.SECONDS).driver());
            application.send(MasterMessages.fromApplication(new ApplicationMessage.Ended()));
            get(application.ask(MasterMessages.question(new MasterQuestion.ClusterStatus())));
            application.close();
            worker.close();
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError("the master does not serve an honest worker and application", e);
        }
    }

    private void assertNothingLeft() {
        findLeaks();
        assertEquals(List.of(), List.copyOf(leaks));
        assertFalse(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith("vonk-")
                                || thread.getName().startsWith("attacker")
                                || thread.getName().startsWith("executor")),
                () -> "threads are left: " + Thread.getAllStackTraces().keySet());
    }

    private static int sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().startsWith("socket:");
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            return 0; // not on Linux: nothing to count
        }
    }

    private Path secret(String name) throws IOException {
        Path made = Files.createDirectories(directory.resolve(name));
        Files.setPosixFilePermissions(made, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        byte[] secret = new byte[Secret.MIN_BYTES];
        new java.security.SecureRandom().nextBytes(secret);
        Path file = made.resolve(SecurityDirectory.SECRET);
        Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        return made;
    }

    private static Transport attacker() {
        return Transport.open(TransportOptions.of("attacker", "attacker").withThreads(1));
    }

    private static Connection connect(Transport transport, Daemons daemons, Endpoint endpoint, Credentials as)
            throws ExecutionException, InterruptedException, TimeoutException {
        return get(transport.connect(daemons.address(endpoint), as, connection -> new Silent()));
    }

    private static <T> T get(CompletableFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Hears everything and says nothing, save that it has nothing. */
    private static class Silent implements ConnectionListener {
        @Override
        public void received(byte[] message) {}

        @Override
        public void asked(byte[] question, Reply reply) {
            reply.fail("nothing");
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            request.fail("nothing");
        }

        @Override
        public void closed(TransportException why) {}
    }

    /** What comes on a stream. */
    private static final class Answer implements StreamSink {
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();
        private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

        @Override
        public void received(ByteBuffer part) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void ended() {
            end.complete(true);
        }

        @Override
        public void failed(TransportException why) {
            end.complete(false);
        }

        /** What has come; empty if the stream was refused, or says that there is no such thing. */
        String await() throws Exception {
            boolean whole = get(end);
            return whole && bytes.size() > 1 ? bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1) : "";
        }
    }
}
