package io.vonk.internal.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.shuffle.FetchFailedException;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.shuffle.PublishedOutput;
import io.vonk.internal.shuffle.SegmentFetcher;
import io.vonk.internal.shuffle.SegmentFetcher.Location;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.ShuffleReader;
import io.vonk.internal.shuffle.ShuffleWriter;
import io.vonk.internal.shuffle.SortedMapOutputWriter;
import io.vonk.internal.shuffle.SortedShuffleReader;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SortWorld;
import io.vonk.internal.sort.SparseIndex;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Map outputs over real sockets, from the files of several nodes into the readers of a task. */
class SegmentTransferTest {
    private static final ClassLoader LOADER = SegmentTransferTest.class.getClassLoader();
    private static final KeyOrder NATURAL = KeyOrder.of(NaturalOrder.ASCENDING);
    private static final Secret CLUSTER = secret();
    private static final String APPLICATION = "app-1";

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private Transport transport;
    private SegmentClient client;

    @BeforeEach
    void start() throws Exception {
        transport = Transport.open(TransportOptions.of("test-segments", "Vonk test"));
        open.add(transport);
        for (int i = 0; i < 3; i++) {
            nodes.add(new Node(directory.resolve("node " + i)));
        }
        client = client(APPLICATION, SegmentClient.PATIENCE);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aPartitionIsReadFromAllNodesInTheOrderOfTheMapTasks() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            SortWorld world = new SortWorld(directory, SortWorld.POOLS[seed % 2]);
            int maps = 1 + random.nextInt(12);
            HashPartitioner partitioner = new HashPartitioner(1 + random.nextInt(5));
            List<Location> places = new ArrayList<>();
            List<Pair<?, ?>> all = new ArrayList<>();
            for (int map = 0; map < maps; map++) {
                List<Pair<?, ?>> records = records(random, random.nextInt(seed % 5 == 0 ? 20_000 : 300));
                all.addAll(records);
                Node node = nodes.get(random.nextInt(nodes.size()));
                node.publish(id(seed, map), write(new ShuffleWriter(world.scope, partitioner), records));
                places.add(new Location(node.address(), new SegmentRange(id(seed, map), 0, 0), null));
            }
            for (int partition = 0; partition < partitioner.partitionCount(); partition++) {
                int wanted = partition;
                List<?> expected = all.stream()
                        .filter(pair -> partitioner.partition(pair.key()) == wanted)
                        .toList();
                List<Location> locations = places.stream()
                        .map(place -> new Location(
                                place.node(), new SegmentRange(place.segments().output(), wanted, wanted + 1), null))
                        .toList();
                assertEquals(expected, read(world, client, locations, partition), "seed " + seed);
            }
            for (Node node : nodes) {
                node.outputs.drop(APPLICATION, new ShuffleId(seed));
            }
            world.assertNothingLeft();
        }
        assertEquals(List.of(), filesOfNodes());
    }

    @Test
    void sortedRangesAreMergedFromAllNodes() throws Exception {
        Random random = new Random(4);
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Pair<?, ?>> all = new ArrayList<>();
        List<SparseIndex> indexes = new ArrayList<>();
        for (int map = 0; map < 5; map++) {
            List<Pair<?, ?>> records = records(random, 8_000);
            all.addAll(records);
            MapOutput output = write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records);
            indexes.add(output.sparseIndex());
            nodes.get(map % 3).publish(id(1, map), output);
        }
        RangeBounds bounds = RangeBounds.cut(indexes, 4, NATURAL, LOADER);
        List<Object> read = new ArrayList<>();
        for (int range = 0; range < 4; range++) {
            List<Location> locations = new ArrayList<>();
            List<MapOutputId> ids = new ArrayList<>();
            for (int map = 0; map < 5; map++) {
                SparseIndex.Blocks blocks = indexes.get(map).locate(bounds, range, NATURAL, LOADER);
                ids.add(id(1, map));
                locations.add(new Location(
                        nodes.get(map % 3).address(),
                        new SegmentRange(id(1, map), blocks.from(), blocks.end()),
                        indexes.get(map)));
            }
            try (SegmentFetcher fetcher = new SegmentFetcher(client, world.scope, locations)) {
                read.addAll(SortWorld.drain(
                        SortedShuffleReader.ofRange(fetcher, ids, world.scope, NATURAL, bounds, range)));
            }
        }
        List<Pair<?, ?>> sorted = new ArrayList<>(all);
        sorted.sort((left, right) -> NATURAL.compare(left.key(), right.key()));
        assertEquals(sorted, read);
        world.assertNothingLeft();
    }

    @Test
    void whatIsLostIsNamed() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        nodes.get(1).outputs.drop(APPLICATION, id(1, 1));
        nodes.get(2).close();

        FetchFailedException lost = assertThrows(FetchFailedException.class, () -> read(world, client, locations, 0));

        assertEquals(List.of(id(1, 1), id(1, 2)), lost.outputs());
        assertTrue(lost.getMessage().contains(nodes.get(1).address()), lost::getMessage);
        assertTrue(lost.getMessage().contains("is not on this node"), lost::getMessage);
        world.assertNothingLeft();
    }

    @Test
    void aNodeThatIsGoneHasLostWhatItHad() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        assertEquals(3 * 500, read(world, client, locations, 0).size());
        nodes.get(2).close();

        FetchFailedException lost = assertThrows(FetchFailedException.class, () -> read(world, client, locations, 0));

        assertEquals(List.of(id(1, 2)), lost.outputs());
        world.assertNothingLeft();
    }

    @Test
    void anApplicationCannotReadWhatBelongsToAnother() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        SegmentClient other = client("app-2", SegmentClient.PATIENCE);

        FetchFailedException refused = assertThrows(FetchFailedException.class, () -> read(world, other, locations, 0));

        assertTrue(refused.getMessage().contains("of app-2 is not on this node"), refused::getMessage);
        world.assertNothingLeft();
    }

    @Test
    void damagedBlocksAreNeverRead() throws Exception {
        for (long pool : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, pool);
            List<Location> locations = publishOnePerNode(world);
            Path data = nodes.get(1).outputs.find(APPLICATION, id(1, 1)).data();
            byte[] bytes = Files.readAllBytes(data);
            bytes[bytes.length / 2] ^= 4;
            Files.write(data, bytes, StandardOpenOption.TRUNCATE_EXISTING);

            FetchFailedException damaged =
                    assertThrows(FetchFailedException.class, () -> read(world, client, locations, 0));

            assertEquals(id(1, 1), damaged.output());
            assertTrue(damaged.getMessage().contains("damaged"), damaged::getMessage);
            for (Node node : nodes) {
                node.outputs.drop(APPLICATION);
            }
            world.assertNothingLeft();
        }
    }

    @Test
    void aNodeThatSaysNothingIsNotWaitedForForEver() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        Node silent = new Node(connection -> new Answers((question, reply) -> {}, (what, request) -> {}));
        SegmentClient impatient = client(APPLICATION, Duration.ofMillis(200));

        FetchFailedException noTable = assertThrows(
                FetchFailedException.class, () -> read(world, impatient, List.of(at(silent, locations.get(0))), 0));
        assertTrue(noTable.getMessage().contains("has said nothing for 200 ms"), noTable::getMessage);

        Node noBlocks = new Node(connection -> {
            ConnectionListener honest = nodes.get(0).server.listener(connection);
            return new Answers(honest::asked, (what, request) -> {});
        });
        FetchFailedException noBytes = assertThrows(
                FetchFailedException.class, () -> read(world, impatient, List.of(at(noBlocks, locations.get(0))), 0));
        assertTrue(noBytes.getMessage().contains("has said nothing for 200 ms"), noBytes::getMessage);
        world.assertNothingLeft();
    }

    @Test
    void aNodeThatSendsSomethingElseIsNotBelieved() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        List<byte[]> wrong = List.of(new byte[0], new byte[17], new byte[300_000]);
        for (byte[] bytes : wrong) {
            Node lying = new Node(connection -> {
                ConnectionListener honest = nodes.get(0).server.listener(connection);
                return new Answers(honest::asked, (what, request) -> request.send(StreamSource.of(bytes)));
            });
            FetchFailedException refused = assertThrows(
                    FetchFailedException.class,
                    () -> read(world, client, List.of(at(lying, locations.get(0))), 0),
                    bytes.length + " bytes");
            assertEquals(id(1, 0), refused.output());
        }
        Random random = new Random(9);
        for (int i = 0; i < 300; i++) {
            byte[] answer = new byte[random.nextInt(60)];
            random.nextBytes(answer);
            Node babbling = new Node(connection ->
                    new Answers((question, reply) -> reply.answer(answer), (what, request) -> request.fail("no")));
            assertThrows(
                    FetchFailedException.class,
                    () -> read(world, client, List.of(at(babbling, locations.get(0))), 0),
                    () -> Arrays.toString(answer));
            babbling.close();
        }
        world.assertNothingLeft();
    }

    @Test
    void nonsenseIsAnsweredAndTheServerGoesOn() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Location> locations = publishOnePerNode(world);
        InetSocketAddress address = nodes.get(0).listening.address();
        Connection raw = transport
                .connect(
                        address,
                        new Credentials(APPLICATION, CLUSTER.derive(APPLICATION)),
                        connection -> new Answers((question, reply) -> {}, (what, request) -> {}))
                .get();
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            byte[] question = new byte[random.nextInt(80)];
            random.nextBytes(question);
            Exception refused =
                    assertThrows(Exception.class, () -> raw.ask(question).get());
            assertFalse(refused.getMessage().isEmpty());
        }
        assertEquals(3 * 500, read(world, client, locations, 0).size());
        raw.close();
        world.assertNothingLeft();
    }

    // ---- what the tests are made of -------------------------------------------------------------------------------

    /** A node with map outputs, or one that answers as a test wants. */
    private final class Node implements AutoCloseable {
        final NodeOutputs outputs;
        final SegmentServer server;
        final Transport own;
        final Listening listening;

        Node(Path root) throws TransportException {
            outputs = new NodeOutputs(root);
            server = new SegmentServer("test-segments", outputs);
            own = Transport.open(TransportOptions.of("test-segments", "Vonk test"));
            listening = listen(server::listener);
            open.add(this);
        }

        Node(Function<Connection, ConnectionListener> listeners) throws TransportException {
            outputs = new NodeOutputs(directory);
            server = new SegmentServer("test-segments", outputs);
            own = Transport.open(
                    TransportOptions.of("test-segments", "Vonk test").withThreads(1));
            listening = listen(listeners);
            open.add(this);
        }

        private Listening listen(Function<Connection, ConnectionListener> listeners) throws TransportException {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return own.listen(anyPort, CLUSTER::derive, listeners);
        }

        String address() {
            return listening.address().getHostString() + ":"
                    + listening.address().getPort();
        }

        void publish(MapOutputId id, MapOutput output) throws IOException {
            try (output) {
                PublishedOutput published = outputs.publish(APPLICATION, id, output);
                assertTrue(Files.exists(published.data()));
            }
        }

        @Override
        public void close() {
            listening.close();
            server.close();
            own.close();
        }
    }

    private record Answers(Asked asked, Opened opened) implements ConnectionListener {
        interface Asked {
            void on(byte[] question, Reply reply);
        }

        interface Opened {
            void on(byte[] what, StreamRequest request);
        }

        @Override
        public void received(byte[] message) {}

        @Override
        public void asked(byte[] question, Reply reply) {
            asked.on(question, reply);
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            opened.on(what, request);
        }

        @Override
        public void closed(TransportException why) {}
    }

    private SegmentClient client(String application, Duration patience) {
        Credentials credentials = new Credentials(application, CLUSTER.derive(application));
        SegmentClient made = new SegmentClient(transport, credentials, patience);
        open.add(made);
        return made;
    }

    /** Three outputs of 500 records for one partition, and where they are. */
    private List<Location> publishOnePerNode(SortWorld world) throws Exception {
        List<Location> locations = new ArrayList<>();
        for (int map = 0; map < 3; map++) {
            List<Pair<?, ?>> records = records(new Random(map), 500);
            nodes.get(map).publish(id(1, map), write(new ShuffleWriter(world.scope, new HashPartitioner(1)), records));
            locations.add(new Location(nodes.get(map).address(), new SegmentRange(id(1, map), 0, 1), null));
        }
        return locations;
    }

    private static Location at(Node node, Location location) {
        return new Location(node.address(), location.segments(), null);
    }

    private static List<Object> read(SortWorld world, SegmentClient client, List<Location> locations, int partition)
            throws Exception {
        List<MapOutputId> ids =
                locations.stream().map(location -> location.segments().output()).toList();
        try (SegmentFetcher fetcher = new SegmentFetcher(client, world.scope, locations);
                ShuffleReader reader = new ShuffleReader(fetcher, ids, partition, world.scope)) {
            long announced = reader.sizeBytes();
            List<Object> records = SortWorld.drain(reader);
            assertEquals(records.isEmpty(), announced == 0);
            return records;
        }
    }

    private static MapOutput write(MapOutputWriter writer, List<?> records) throws Exception {
        try (writer;
                BatchReader input = SortWorld.reader(records)) {
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                writer.write(batch);
            }
            return writer.finish();
        }
    }

    private static MapOutputId id(int shuffle, int map) {
        return new MapOutputId(new ShuffleId(shuffle), map, new TaskAttemptId(1_000L * shuffle + map));
    }

    private static List<Pair<?, ?>> records(Random random, int count) {
        List<Pair<?, ?>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(Pair.of(random.nextInt(1_000), "value " + " ".repeat(random.nextInt(60)) + i));
        }
        return records;
    }

    private List<Path> filesOfNodes() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Path root = directory.resolve("node " + i);
            if (Files.exists(root)) {
                try (Stream<Path> below = Files.walk(root)) {
                    below.filter(Files::isRegularFile).forEach(files::add);
                }
            }
        }
        return files;
    }

    private static Secret secret() {
        byte[] bytes = new byte[Secret.MIN_BYTES];
        Arrays.fill(bytes, (byte) 7);
        return Secret.of(bytes);
    }
}
