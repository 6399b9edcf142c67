package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.error.JobCancelledException;
import io.vonk.error.VonkException;
import io.vonk.runtime.Broadcast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions beside one another, their end, and how jobs are cancelled. */
@Timeout(60)
class SessionsTest extends AllBackends {
    /** What functions of the tests wait for; static because functions are copied for their tasks. */
    private static volatile CountDownLatch started = new CountDownLatch(1);

    private static volatile CountDownLatch forever = new CountDownLatch(1);

    @BeforeEach
    void newLatches() {
        started = new CountDownLatch(1);
        forever = new CountDownLatch(1);
    }

    @Test
    void sessionsRunBesideOneAnother() throws Exception {
        Path scratch = Files.createDirectory(directory.resolve("second"));
        RunningSession second = backend.start(scratch);
        try (VonkSession other = new VonkSession(second.session(), 1)) {
            CompletableFuture<List<Integer>> mine =
                    numbers(100, 4).map(i -> i + 1).collectAsync();
            CompletableFuture<Long> theirs = other.range(0, 1000).countAsync();
            assertEquals(1000L, theirs.get());
            assertEquals(IntStream.rangeClosed(1, 100).boxed().toList(), mine.get());
        }
        assertEquals(10, numbers(10, 2).count(), "the end of one session leaves the other alone");
        assertTrue(filesBelow(scratch).isEmpty());
    }

    @Test
    void closedSessionSaysSo() {
        Rdd<Integer> records = numbers(10, 2);
        vonk.close();
        RuntimeException error = assertThrows(RuntimeException.class, records::count);
        assertTrue(error.getMessage().contains("closed"), error::getMessage);
        vonk.close();
    }

    @Test
    void closeCancelsRunningJobs() throws Exception {
        CompletableFuture<List<Integer>> job = waitingJob().collectAsync();
        started.await();
        vonk.close();
        assertCancelled(job);
    }

    @Test
    void cancelledGroupEndsAndOthersGoOn() throws Exception {
        vonk.setJobGroup("slow");
        CompletableFuture<List<Integer>> job = waitingJob().collectAsync();
        vonk.clearJobGroup();
        started.await();
        vonk.cancelJobGroup("another");
        vonk.cancelJobGroup("slow");
        assertCancelled(job);
        assertEquals(10, numbers(10, 2).count());
    }

    @Test
    void allJobsCanBeCancelled() throws Exception {
        CompletableFuture<List<Integer>> job = waitingJob().collectAsync();
        started.await();
        vonk.cancelAllJobs();
        assertCancelled(job);
        assertEquals(10, numbers(10, 2).count());
    }

    @Test
    void cancelledFutureFreesItsSlots() throws Exception {
        CompletableFuture<List<Integer>> job = waitingJob().collectAsync();
        started.await();
        assertTrue(job.cancel(true));
        assertTrue(job.isCancelled());
        assertEquals(10, numbers(10, backend.slots()).count(), "the next job gets the slots");
    }

    @Test
    void asynchronousActionsGiveWhatTheOthersGive() throws Exception {
        Rdd<Integer> records = numbers(100, 4);
        assertEquals(records.collect(), records.collectAsync().get());
        assertEquals(records.take(7), records.takeAsync(7).get());
        assertEquals(100L, records.countAsync().get());
        var sum = vonk.longAccumulator();
        records.foreachAsync(i -> sum.add(i)).get();
        assertEquals(4950L, sum.value());
        records.foreachPartitionAsync(part -> part.forEachRemaining(i -> sum.add(i)))
                .get();
        assertEquals(9900L, sum.value());
    }

    @Test
    void destroyedBroadcastSaysSo() {
        Broadcast<String> shared = vonk.broadcast("value");
        Rdd<String> records = numbers(4, 2).map(i -> shared.value() + i);
        assertEquals(List.of("value0", "value1", "value2", "value3"), records.collect());
        shared.destroy();
        assertTrue(assertThrows(VonkException.class, shared::value).getMessage().contains("destroyed"));
        VonkException failure = assertThrows(VonkException.class, records::collect);
        assertTrue(failure.getMessage().contains("destroyed"), failure::getMessage);
    }

    @Test
    void hundredThousandChainedMapsRun() {
        Rdd<Integer> records = numbers(4, 2);
        for (int i = 0; i < 100_000; i++) {
            records = records.map(value -> value + 1);
        }
        assertEquals(List.of(100_000, 100_001, 100_002, 100_003), records.collect());
    }

    @Test
    void tenThousandUnionsRun() {
        Rdd<Integer> one = numbers(1, 1);
        Rdd<Integer> all = one;
        for (int i = 0; i < 10_000; i++) {
            all = all.union(one);
        }
        assertEquals(10_001, all.count());
    }

    @Test
    void tenThousandTasksRun() {
        assertEquals(10_000, numbers(10_000, 10_000).count());
    }

    @Test
    void thousandSessionsLeaveNothingBehind() throws IOException {
        Path scratch = Files.createDirectory(directory.resolve("many"));
        List<String> before = Leftovers.threads();
        for (int i = 0; i < 334; i++) {
            RunningSession each = backend.start(scratch);
            try (VonkSession session = new VonkSession(each.session(), i)) {
                assertEquals(2, session.range(0, 2, 1, 1).count());
            }
            assertEquals(before, Leftovers.threads());
        }
        try (var files = Files.list(scratch)) {
            assertEquals(List.of(), new ArrayList<>(files.toList()));
        }
    }

    /** Tells when it has started, and ends only by interruption. */
    private Rdd<Integer> waitingJob() {
        return numbers(4, 4).map(i -> {
            started.countDown();
            forever.await();
            return i;
        });
    }

    private static void assertCancelled(CompletableFuture<?> job) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> job.get(30, TimeUnit.SECONDS));
        assertInstanceOf(JobCancelledException.class, failure.getCause());
    }
}
