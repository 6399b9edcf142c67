package io.vonk.bench.worker;

import com.sun.management.OperatingSystemMXBean;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Runs one job of one engine in a process of its own, as often as the runner asks for it.
 *
 * <p>Arguments: class of the {@link Engine.Opener}, id of the job, threads, scale, data directory, scratch directory, master.
 * With {@code once} as an eighth argument it runs the job once and ends, without conversation; with {@link #UNSUPPORTED} if
 * the engine does not do it.
 *
 * <p>The conversation is by lines. The worker begins with {@code ready VERSION}, or {@code unsupported}, and ends. Then the
 * runner asks {@code run}, {@code check} or {@code end} (as does the end of its input), and is answered:
 *
 * <pre>
 * run    ran NANOS CPU_NANOS COUNT DIGEST VALUE   how long it took, the CPU time of the whole process meanwhile, the answer
 * check  checked COUNT DIGEST VALUE               the whole answer of the last run
 * end    peak KIBIBYTES                           the most memory that the process ever had, or -1
 * </pre>
 *
 * <p>What fails is on the error stream, and the process ends with 1. Engines must print nothing on the output.
 */
public final class Worker {
    /** The exit code that says that the engine does not do the job. */
    public static final int UNSUPPORTED = 3;

    /** How often a run of a {@link Job.Kind#MANY} job does it; its time is the median. */
    static final int REPEATS = 200;

    private final PrintStream out;
    private final Job job;

    private Worker(PrintStream out, Job job) {
        this.out = out;
        this.job = job;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        Job job = Job.of(args[1]).orElseThrow();
        Sizes sizes = Sizes.of(Double.parseDouble(args[3]));
        JobContext context =
                new JobContext(Integer.parseInt(args[2]), sizes, Path.of(args[4]), Path.of(args[5]), args[6]);
        Engine.Opener opener = Class.forName(args[0])
                .asSubclass(Engine.Opener.class)
                .getDeclaredConstructor()
                .newInstance();
        PrintStream out = System.out;
        System.setOut(System.err);
        try (Engine engine = opener.open(context)) {
            Optional<PreparedJob> found = engine.prepare(job);
            if (args.length > 7) {
                if (found.isEmpty()) {
                    System.exit(UNSUPPORTED);
                }
                found.orElseThrow().run();
                return;
            }
            if (found.isEmpty()) {
                out.println("unsupported");
                return;
            }
            try (PreparedJob prepared = found.get()) {
                out.println("ready " + engine.version());
                new Worker(out, job).converse(prepared);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void converse(PreparedJob prepared) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Answer last = Answer.NONE;
        for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
            switch (line) {
                case "run" -> last = run(prepared);
                case "check" -> out.println("checked " + text(prepared.check(last)));
                default -> throw new IllegalArgumentException("the runner said " + line);
            }
        }
        out.println("peak " + peakKibibytes());
    }

    private Answer run(PreparedJob prepared) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        int repeats = job.kind() == Job.Kind.MANY ? REPEATS : 1;
        long[] nanos = new long[repeats];
        Answer answer = Answer.NONE;
        long cpu = system.getProcessCpuTime();
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            answer = prepared.run();
            nanos[i] = System.nanoTime() - start;
        }
        cpu = system.getProcessCpuTime() - cpu;
        Arrays.sort(nanos);
        out.println("ran " + nanos[repeats / 2] + " " + cpu / repeats + " " + text(answer));
        return answer;
    }

    private static String text(Answer answer) {
        return answer.count() + " " + answer.digest() + " " + answer.value();
    }

    /** As Linux counts it; other systems do not tell. */
    private static long peakKibibytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }
}
