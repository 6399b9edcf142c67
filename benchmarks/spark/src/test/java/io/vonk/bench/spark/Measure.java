package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Times jobs one after the other in one process, to try settings of Spark that are given as system properties. Arguments:
 * jobs separated by commas, runs, scale, directory of the input files, directory for output; {@code -Dsql} for DataFrames.
 * After each time stands the processor time of this process in brackets, which others on the machine disturb less, and for
 * all runs how many processors this process and all others kept busy.
 */
final class Measure {

    private Measure() {}

    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[1]);
        Path scratch = Path.of(args[4]);
        Files.createDirectories(scratch);
        JobContext context =
                new JobContext(2, Sizes.of(Double.parseDouble(args[2])), Path.of(args[3]), scratch, "local");
        Engine.Opener opener = System.getProperty("sql") == null ? new SparkOpener() : new SparkSqlOpener();
        try (Engine engine = opener.open(context)) {
            for (String id : args[0].split(",")) {
                Job job = Job.of(id).orElseThrow(() -> new IllegalArgumentException(id));
                measure(engine, job, runs);
            }
        }
    }

    private static void measure(Engine engine, Job job, int runs) throws Exception {
        long begin = System.nanoTime();
        try (PreparedJob prepared = engine.prepare(job).orElseThrow()) {
            double ready = seconds(begin);
            int repeats = job.kind() == Job.Kind.MANY ? 200 : 1;
            double[] times = new double[runs];
            StringBuilder each = new StringBuilder();
            Answer answer = Answer.NONE;
            double own = ownCpu();
            double all = allCpu();
            long started = System.nanoTime();
            for (int run = 0; run < runs; run++) {
                double[] repeated = new double[repeats];
                double before = ownCpu();
                for (int repeat = 0; repeat < repeats; repeat++) {
                    long start = System.nanoTime();
                    answer = prepared.run();
                    repeated[repeat] = seconds(start);
                }
                Arrays.sort(repeated);
                times[run] = repeated[repeats / 2];
                each.append(String.format(Locale.ROOT, " %.4g(%.3g)", times[run], (ownCpu() - before) / repeats));
            }
            double wall = seconds(started);
            double used = (ownCpu() - own) / wall;
            double others = (allCpu() - all) / wall - used;
            answer = prepared.check(answer);
            double[] warm = Arrays.copyOfRange(times, Math.min(1, runs - 1), runs);
            Arrays.sort(warm);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s median %8.4f best %8.4f  ready %5.2f cpu %.2f others %.2f runs%s  %s%n",
                    job.id(),
                    warm[warm.length / 2],
                    warm[0],
                    ready,
                    used,
                    others,
                    each,
                    answer);
        }
    }

    private static double ownCpu() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    /** Seconds in which any processor of this machine was busy. */
    private static double allCpu() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] fields = lines.findFirst().orElseThrow().trim().split(" +");
            long ticks = 0;
            for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / 100.0;
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
