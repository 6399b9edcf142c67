package io.vonk.testkit;

import io.vonk.api.VonkSession;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.time.Clock;
import io.vonk.launch.Vonk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs jobs with known results on a cluster of three workers, one after the other, while at random times executors are killed and
 * stopped, workers and the master ended and started again, and the links between them delayed, cut and made to change what they carry.
 *
 * <p>The faults follow from a seed, though what they hit depends on the machine.
 */
public final class Chaos {
    private static final int WORKERS = 3;
    private static final long JOB_SECONDS = 120;
    private static final int LEAST_PAUSE_MILLIS = 300;
    private static final int MOST_PAUSE_MILLIS = 2_500;

    /** What is done to the cluster. */
    public enum Fault {
        EXECUTOR_KILLED,
        EXECUTOR_STOPPED,
        WORKER_RESTARTED,
        MASTER_RESTARTED,
        LINK_DELAYED,
        LINK_HELD,
        LINK_SWALLOWED,
        LINK_CORRUPTED,
        LINK_HALF_CLOSED,
        LINK_CUT
    }

    /**
     * What came of it.
     *
     * @param jobs how many jobs gave the right result
     * @param wrong those with another result, in words
     * @param failed those that failed, in words
     * @param hanging those that did not end within two minutes, in words
     * @param orphans processes that were left, in words
     */
    public record Report(
            long seed,
            Duration time,
            int jobs,
            Map<Fault, Integer> faults,
            List<String> wrong,
            List<String> failed,
            List<String> hanging,
            List<String> orphans) {

        /** Whether nothing went wrong. */
        public boolean isGood() {
            return wrong.isEmpty() && failed.isEmpty() && hanging.isEmpty() && orphans.isEmpty();
        }

        /** For people. */
        public String describe() {
            StringBuilder text = new StringBuilder();
            text.append("seed ")
                    .append(seed)
                    .append(", ")
                    .append(time.toSeconds())
                    .append(" s: ");
            text.append(jobs).append(" jobs right, ").append(wrong.size()).append(" wrong, ");
            text.append(failed.size())
                    .append(" failed, ")
                    .append(hanging.size())
                    .append(" hanging, ");
            text.append(orphans.size()).append(" orphans\n");
            faults.forEach((fault, count) ->
                    text.append("  ").append(fault).append(": ").append(count).append('\n'));
            for (List<String> bad : List.of(wrong, failed, hanging, orphans)) {
                bad.forEach(each -> text.append("  ").append(each).append('\n'));
            }
            return text.toString();
        }
    }

    private final Path directory;
    private final long seed;
    private final Consumer<String> says;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<ProcessHandle> processes = new ArrayList<>();
    private int jobs;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> hanging = new ArrayList<>();

    private Chaos(Path directory, long seed, Consumer<String> says) {
        this.directory = directory;
        this.seed = seed;
        this.says = says;
    }

    /**
     * Runs.
     *
     * @param directory for everything that is written; emptied in the end
     * @param time how long faults happen
     * @param says what happens, a line each
     */
    public static Report run(Path directory, long seed, Duration time, Consumer<String> says) throws IOException {
        return new Chaos(directory, seed, says).run(time);
    }

    private Report run(Duration time) throws IOException {
        long begin = Clock.SYSTEM.nanos();
        Map<ChaosJobs, Long> expected = new EnumMap<>(ChaosJobs.class);
        try (VonkSession local =
                Vonk.builder().master("local[2]").set("vonk.progress", "off").open()) {
            for (ChaosJobs job : ChaosJobs.values()) {
                expected.put(job, job.digest(local, seed));
            }
        }
        try (MiniCluster cluster = MiniCluster.startWithLinks(directory, WORKERS, 1, seed)) {
            Thread troubles = new Thread(() -> trouble(cluster), "vonk-chaos");
            troubles.setDaemon(true);
            try (VonkSession vonk = cluster.connect()) {
                troubles.start();
                long until = begin + time.toNanos();
                for (int i = 0; Clock.SYSTEM.nanos() - until < 0; i++) {
                    ChaosJobs job = ChaosJobs.values()[i % ChaosJobs.values().length];
                    tryJob(vonk, job, expected.getOrDefault(job, 0L));
                }
            } finally {
                end.countDown();
                join(troubles);
            }
        }
        FileTrees.delete(directory);
        List<String> orphans = new ArrayList<>();
        for (ProcessHandle process : processes) {
            if (process.isAlive()) {
                orphans.add("process " + process.pid() + " is left");
            }
        }
        Duration took = Duration.ofNanos(Clock.SYSTEM.nanos() - begin);
        return new Report(seed, took, jobs, faults, wrong, failed, hanging, orphans);
    }

    private void tryJob(VonkSession vonk, ChaosJobs job, long expected) {
        CompletableFuture<Long> result = CompletableFuture.supplyAsync(() -> job.digest(vonk, seed));
        try {
            long digest = result.get(JOB_SECONDS, TimeUnit.SECONDS);
            if (digest == expected) {
                jobs++;
            } else {
                wrong.add(job + " gives " + digest + " instead of " + expected);
            }
        } catch (TimeoutException e) {
            hanging.add(job + " has not ended for " + JOB_SECONDS + " s");
        } catch (ExecutionException e) {
            failed.add(job + ": " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- faults ---------------------------------------------------------------------------------------------------

    private void trouble(MiniCluster cluster) {
        SplittableRandom random = new SplittableRandom(seed);
        while (!pause(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS))) {
            processes.addAll(cluster.executors().values());
            int dice = random.nextInt(100);
            try {
                if (dice < 30) {
                    spoilLinks(cluster, random);
                } else if (dice < 70) {
                    cluster.killExecutor(random.nextInt(WORKERS))
                            .ifPresent(name -> happened(Fault.EXECUTOR_KILLED, name));
                } else if (dice < 82) {
                    stopForAWhile(cluster, random);
                } else if (dice < 92) {
                    int worker = random.nextInt(WORKERS);
                    happened(Fault.WORKER_RESTARTED, "worker-" + worker);
                    cluster.stopWorker(worker);
                    cluster.startWorker(worker);
                } else {
                    happened(Fault.MASTER_RESTARTED, "");
                    cluster.stopMaster();
                    cluster.startMaster();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits; true if it is time to end. */
    private boolean pause(int millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void stopForAWhile(MiniCluster cluster, SplittableRandom random) throws IOException {
        List<ProcessHandle> running = new ArrayList<>(cluster.executors().values());
        if (running.isEmpty()) {
            return;
        }
        ProcessHandle process = running.get(random.nextInt(running.size()));
        happened(Fault.EXECUTOR_STOPPED, "process " + process.pid());
        signal("STOP", process);
        pause(random.nextInt(500, 4_000));
        signal("CONT", process);
    }

    /** All links of one kind of one worker, for a while. */
    private void spoilLinks(MiniCluster cluster, SplittableRandom random) {
        LinkKind kind = LinkKind.values()[random.nextInt(LinkKind.values().length)];
        int worker = random.nextInt(WORKERS);
        int dice = random.nextInt(6);
        int delayMillis = random.nextInt(5, 100);
        int within = random.nextInt(100, 20_000);
        int pauseMillis = random.nextInt(500, 4_000);
        List<FaultProxy> links = cluster.links(kind, worker);
        if (links.isEmpty()) {
            return;
        }
        Fault fault = switch (dice) {
            case 0 -> Fault.LINK_DELAYED;
            case 1 -> Fault.LINK_HELD;
            case 2 -> Fault.LINK_SWALLOWED;
            case 3 -> Fault.LINK_CORRUPTED;
            case 4 -> Fault.LINK_HALF_CLOSED;
            default -> Fault.LINK_CUT;
        };
        happened(fault, kind + " of worker-" + worker);
        for (FaultProxy link : links) {
            switch (fault) {
                case LINK_DELAYED -> link.delay(delayMillis);
                case LINK_HELD -> link.hold();
                case LINK_SWALLOWED -> link.swallow();
                case LINK_CORRUPTED -> link.corrupt(1, within);
                case LINK_HALF_CLOSED -> link.halfClose();
                default -> link.cut();
            }
        }
        pause(pauseMillis);
        links.forEach(FaultProxy::heal);
    }

    private static void signal(String signal, ProcessHandle process) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        kill.onExit().join();
    }

    private void happened(Fault fault, String what) {
        faults.merge(fault, 1, Integer::sum);
        says.accept(fault + " " + what);
    }
}
