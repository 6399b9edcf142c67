package io.vonk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.launch.Vonk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs on a cluster whose links hold back, delay, change and end what goes over them. */
@Timeout(120)
class NetworkFaultsTest {
    private static final int WORKERS = 2;

    private final long seed = Long.getLong("vonk.seed", System.nanoTime());

    @TempDir
    Path directory;

    private MiniCluster cluster;

    @BeforeEach
    void start() throws IOException {
        System.out.println("NetworkFaultsTest: -Dvonk.seed=" + seed);
        cluster = MiniCluster.startWithLinks(directory.resolve("cluster"), WORKERS, 1, seed);
        Files.createDirectories(directory.resolve("marks"));
    }

    @AfterEach
    void closeAndLookForLeftovers() {
        List<ProcessHandle> processes = List.copyOf(cluster.executors().values());
        cluster.close();
        assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive), "executors outlive their workers");
        assertFalse(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("vonk-fault-proxy")),
                "a link is left");
    }

    private static long expected(ChaosJobs job) {
        try (VonkSession local =
                Vonk.builder().master("local[1]").set("vonk.progress", "off").open()) {
            return job.digest(local, 5);
        }
    }

    private void each(LinkKind kind, Consumer<FaultProxy> fault) {
        for (int i = 0; i < WORKERS; i++) {
            cluster.links(kind, i).forEach(fault);
        }
    }

    private long flipped(LinkKind kind) {
        long flipped = 0;
        for (int i = 0; i < WORKERS; i++) {
            flipped += cluster.links(kind, i).stream()
                    .mapToLong(FaultProxy::flipped)
                    .sum();
        }
        return flipped;
    }

    /** Four tasks, of which the first attempt at the second one waits for a mark. */
    private CompletableFuture<List<Integer>> waitingJob(
            VonkSession vonk, io.vonk.runtime.Accumulator<Long, Long> seen) {
        String marks = directory.resolve("marks").toString();
        return vonk.parallelize(List.of(1, 2, 3, 4), 4)
                .map(i -> {
                    seen.add(1L);
                    if (i == 2 && mark(marks, "begun")) {
                        Waiting.until("the test lets it go on", () -> Files.exists(Path.of(marks, "go")));
                    }
                    return i * 10;
                })
                .collectAsync();
    }

    private long awaitBegun() throws IOException {
        Path begun = directory.resolve("marks").resolve("begun");
        Waiting.until("the task has begun", () -> Files.exists(begun));
        return Long.parseLong(Files.readString(begun));
    }

    private int workerOf(long pid) {
        for (int i = 0; i < WORKERS; i++) {
            if (cluster.executors(i).values().stream().anyMatch(process -> process.pid() == pid)) {
                return i;
            }
        }
        throw new AssertionError("no worker has process " + pid);
    }

    @Test
    void anExecutorThatIsCutOffIsReplacedAndEndsAndItsResultsDoNotCount() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            var seen = vonk.longAccumulator();
            CompletableFuture<List<Integer>> job = waitingJob(vonk, seen);
            long pid = awaitBegun();
            List<FaultProxy> links = cluster.links(LinkKind.TO_DRIVER, workerOf(pid));
            assertEquals(1, links.size());
            links.get(0).hold();

            assertEquals(List.of(10, 20, 30, 40), job.get(60, TimeUnit.SECONDS));

            assertTrue(links.get(0).withheldBytes() > 0, "something was held back");
            mark(directory.resolve("marks").toString(), "go");
            links.get(0).heal();
            ProcessHandle.of(pid)
                    .ifPresent(process ->
                            process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            assertEquals(4L, seen.value());
            assertEquals(10L, vonk.range(0, 10).count());
        }
    }

    @Test
    void slowLinksChangeNoResult() {
        try (VonkSession vonk = cluster.connect()) {
            assertEquals(10L, vonk.range(0, 10).count());
            for (LinkKind kind : LinkKind.values()) {
                each(kind, link -> link.delay(30));
            }
            assertEquals(expected(ChaosJobs.WORD_COUNT), ChaosJobs.WORD_COUNT.digest(vonk, 5));
        }
    }

    @Test
    void bitsThatAreFlippedBetweenExecutorsAreFound() {
        try (VonkSession vonk = cluster.connect()) {
            each(LinkKind.TO_OUTPUTS, link -> link.corrupt(3, 3_000));
            assertEquals(expected(ChaosJobs.JOIN), ChaosJobs.JOIN.digest(vonk, 5));
            assertEquals(expected(ChaosJobs.SORT), ChaosJobs.SORT.digest(vonk, 5));
            assertTrue(flipped(LinkKind.TO_OUTPUTS) > 0, "something was flipped");
        }
    }

    @Test
    void bitsThatAreFlippedBetweenAnExecutorAndItsDriverAreFound() {
        try (VonkSession vonk = cluster.connect()) {
            assertEquals(10L, vonk.range(0, 10).count());
            each(LinkKind.TO_DRIVER, link -> link.corrupt(1, 3_000));
            assertEquals(expected(ChaosJobs.WORD_COUNT), ChaosJobs.WORD_COUNT.digest(vonk, 5));
            assertEquals(expected(ChaosJobs.JOIN), ChaosJobs.JOIN.digest(vonk, 5));
            assertTrue(flipped(LinkKind.TO_DRIVER) > 0, "something was flipped");
        }
    }

    @Test
    void halfClosedAndCutConnectionsKeepNobodyWaiting() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            CompletableFuture<List<Integer>> job = waitingJob(vonk, vonk.longAccumulator());
            int worker = workerOf(awaitBegun());
            cluster.links(LinkKind.TO_DRIVER, worker).forEach(FaultProxy::halfClose);
            assertEquals(List.of(10, 20, 30, 40), job.get(60, TimeUnit.SECONDS));
            mark(directory.resolve("marks").toString(), "go");
            each(LinkKind.TO_OUTPUTS, FaultProxy::cut);
            each(LinkKind.TO_MASTER, FaultProxy::cut);
            each(LinkKind.TO_DRIVER, FaultProxy::cut);
            assertEquals(expected(ChaosJobs.JOIN), ChaosJobs.JOIN.digest(vonk, 5));
        }
    }

    @Test
    void jobsGoOnWhileWorkersAreCutOffFromTheMaster() throws Exception {
        try (VonkSession vonk = cluster.connect()) {
            CompletableFuture<List<Integer>> job = waitingJob(vonk, vonk.longAccumulator());
            long pid = awaitBegun();
            each(LinkKind.TO_MASTER, FaultProxy::hold);
            cluster.awaitWorkers(0);
            mark(directory.resolve("marks").toString(), "go");
            assertEquals(List.of(10, 20, 30, 40), job.get(60, TimeUnit.SECONDS));
            assertTrue(
                    ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false),
                    "the executor works on: its driver has not lost it");
            each(LinkKind.TO_MASTER, FaultProxy::heal);
            cluster.awaitWorkers(WORKERS);
            assertEquals(expected(ChaosJobs.WORD_COUNT), ChaosJobs.WORD_COUNT.digest(vonk, 5));
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
}
