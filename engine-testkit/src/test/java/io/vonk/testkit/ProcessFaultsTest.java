package io.vonk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.error.JobFailedException;
import io.vonk.runtime.Broadcast;
import io.vonk.runtime.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs on a master, two workers and executors that are processes, while these are killed, stopped and started. */
@Timeout(120)
class ProcessFaultsTest {
    @TempDir
    Path directory;

    private MiniCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = MiniCluster.start(directory.resolve("cluster"), 2, 1);
        Files.createDirectories(directory.resolve("marks"));
    }

    @AfterEach
    void closeAndLookForLeftovers() throws IOException {
        List<ProcessHandle> processes = List.copyOf(cluster.executors().values());
        cluster.close();
        assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive), "executors outlive their workers");
        for (int i = 0; i < 2; i++) {
            Path worker = cluster.workerDirectory(i);
            assertFalse(Files.exists(worker.resolve("outputs")), "map outputs are left");
            assertFalse(Files.exists(worker.resolve("work")), "files of executors are left");
        }
    }

    @Test
    void everythingThatAProgramHasReachesItsTasks() {
        try (VonkSession vonk = cluster.connect()) {
            Broadcast<Map<Integer, String>> names = vonk.broadcast(Map.of(0, "even", 1, "odd"));
            var seen = vonk.longAccumulator();
            Rdd<Own> records = vonk.parallelize(
                            IntStream.range(0, 1_000).boxed().toList(), 8)
                    .map(i -> {
                        seen.add(1L);
                        return new Own(names.value().get(i % 2), i);
                    });

            Map<String, Integer> sums = new TreeMap<>(records.mapToPair(own -> Pair.of(own.name(), own.value()))
                    .reduceByKey(Integer::sum)
                    .collectAsMap());

            assertEquals(Map.of("even", 249_500, "odd", 250_000), sums);
            assertEquals(1_000L, seen.value());
            assertEquals(
                    IntStream.range(0, 1_000).boxed().toList(),
                    records.map(Own::value).sortBy(i -> i, true, 3).collect());
        }
    }

    /** A class that executors do not have. */
    record Own(String name, int value) implements java.io.Serializable {}

    @Test
    void aTaskWhoseExecutorIsKilledRunsAgainAndCountsOnce() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            var counted = vonk.longAccumulator();
            String marks = directory.resolve("marks").toString();
            CompletableFuture<List<Integer>> job = vonk.parallelize(List.of(1, 2, 3, 4), 4)
                    .map(i -> {
                        counted.add(1L);
                        if (i == 2 && mark(marks, "begun")) {
                            waitForEver();
                        }
                        return i * 10;
                    })
                    .collectAsync();
            Waiting.until("the task has begun", () -> Files.exists(Path.of(marks, "begun")));
            long pid = Long.parseLong(Files.readString(Path.of(marks, "begun")));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            assertEquals(List.of(10, 20, 30, 40), job.get(60, TimeUnit.SECONDS));
            assertEquals(4L, counted.value());
        }
    }

    @Test
    void aLostExecutorLosesNoFinishedMapOutput() {
        try (VonkSession vonk = cluster.connect()) {
            String marks = directory.resolve("marks").toString();
            PairRdd<Integer, Integer> sums = vonk.parallelize(
                            IntStream.range(0, 100).boxed().toList(), 6)
                    .mapToPair(i -> {
                        mark(
                                marks,
                                "map-" + TaskContext.get().partition() + "-"
                                        + TaskContext.get().attemptId());
                        return Pair.of(i % 5, i);
                    })
                    .reduceByKey(Integer::sum);
            assertEquals(5, sums.count());
            long computed = marks(marks, "map-");
            List<ProcessHandle> before = List.copyOf(cluster.executors().values());
            before.forEach(ProcessHandle::destroyForcibly);

            Map<Integer, Integer> again = new TreeMap<>(sums.collectAsMap());

            assertEquals(Map.of(0, 950, 1, 970, 2, 990, 3, 1010, 4, 1030), again);
            assertEquals(6, computed);
            assertEquals(computed, marks(marks, "map-"), "map tasks run again though their outputs are there");
        }
    }

    @Test
    void aWorkerThatIsGoneCostsWhatItHeldAndNoMore() {
        try (VonkSession vonk = cluster.connect()) {
            PairRdd<Integer, Integer> sums = vonk.parallelize(
                            IntStream.range(0, 100).boxed().toList(), 6)
                    .mapToPair(i -> Pair.of(i % 5, i))
                    .reduceByKey(Integer::sum);
            assertEquals(5, sums.count());
            cluster.stopWorker(0);

            assertEquals(Map.of(0, 950, 1, 970, 2, 990, 3, 1010, 4, 1030), new TreeMap<>(sums.collectAsMap()));

            cluster.startWorker(0);
            cluster.awaitWorkers(2);
            assertEquals(5, sums.count());
        }
    }

    @Test
    void jobsGoOnWhileTheMasterIsAwayAndExecutorsComeWhenItIsBack() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            String marks = directory.resolve("marks").toString();
            CompletableFuture<Long> job = vonk.parallelize(List.of(1, 2), 2)
                    .map(i -> {
                        mark(marks, "begun-" + i);
                        Waiting.until("the test lets it go on", () -> Files.exists(Path.of(marks, "go")));
                        return i;
                    })
                    .countAsync();
            Waiting.until("both tasks have begun", () -> marks(marks, "begun-") == 2);
            cluster.stopMaster();
            mark(marks, "go");
            assertEquals(2L, job.get(60, TimeUnit.SECONDS));
            assertEquals(10L, vonk.range(0, 10).count(), "a job that begins without a master");
            cluster.startMaster();
            cluster.awaitWorkers(2);
            Waiting.until("the master knows the executors again", () -> cluster.grantedExecutors() == 2);
            List.copyOf(cluster.executors().values()).forEach(ProcessHandle::destroyForcibly);
            assertEquals(10L, vonk.range(0, 10).count());
        }
    }

    @Test
    void anExecutorThatIsStoppedIsReplacedAndEndsWhenItComesBack() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            String marks = directory.resolve("marks").toString();
            CompletableFuture<List<Integer>> job = vonk.parallelize(List.of(1, 2, 3, 4), 4)
                    .map(i -> {
                        if (i == 1 && mark(marks, "begun")) {
                            Waiting.until(
                                    "the process is stopped and continued", () -> Files.exists(Path.of(marks, "go")));
                        }
                        return i;
                    })
                    .collectAsync();
            Waiting.until("the task has begun", () -> Files.exists(Path.of(marks, "begun")));
            long pid = Long.parseLong(Files.readString(Path.of(marks, "begun")));
            signal("STOP", pid);
            try {
                assertEquals(List.of(1, 2, 3, 4), job.get(60, TimeUnit.SECONDS));
            } finally {
                signal("CONT", pid);
            }
            ProcessHandle.of(pid)
                    .ifPresent(process ->
                            process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void aPartitionThatKeepsKillingExecutorsFailsItsJobByName() {
        try (VonkSession vonk = cluster.connect()) {
            Rdd<Integer> poison = vonk.parallelize(List.of(1, 2, 3), 3).map(i -> {
                if (i == 2) {
                    Runtime.getRuntime().halt(9);
                }
                return i;
            });

            JobFailedException failure = assertThrows(JobFailedException.class, poison::collect);

            assertTrue(failure.getMessage().contains("partition 1"), failure::getMessage);
            assertEquals(10L, vonk.range(0, 10).count(), "the next job is none the worse");
        }
    }

    @Test
    void aLargeResultComesInPartsAndATooLargeOneIsRefused() {
        try (VonkSession vonk = cluster.connect()) {
            Rdd<byte[]> blocks = vonk.range(0, 40, 1, 8).mapToObj(i -> new byte[1 << 20]);
            assertEquals(40, blocks.collect().size());
            long tooMany = 2 * Runtime.getRuntime().maxMemory() >> 20;
            Rdd<byte[]> more = vonk.range(0, tooMany, 1, 64).mapToObj(i -> new byte[1 << 20]);

            JobFailedException failure = assertThrows(JobFailedException.class, more::collect);

            assertTrue(failure.getMessage().contains("too large for the driver"), failure::getMessage);
            assertEquals(10L, vonk.range(0, 10).count(), "the driver is none the worse");
        }
    }

    @Test
    void twoProgramsShareTheCores() {
        try (VonkSession first = cluster.connect()) {
            assertEquals(10L, first.range(0, 10).count());
            try (VonkSession second = cluster.connect()) {
                // The first holds all cores, and has nothing to do.
                assertEquals(20L, second.range(0, 20).count());
                assertEquals(30L, first.range(0, 30).count());
            }
        }
    }

    /** Makes a mark with this process's number; false if it is there already. */
    private static boolean mark(String marks, String name) throws IOException {
        Path part = Files.createTempFile(Path.of(marks), ".part", null);
        Files.writeString(part, Long.toString(ProcessHandle.current().pid()));
        try {
            Files.createLink(Path.of(marks, name), part);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(part);
        }
    }

    private static long marks(String marks, String prefix) {
        try (Stream<Path> files = Files.list(Path.of(marks))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void waitForEver() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor());
    }
}
