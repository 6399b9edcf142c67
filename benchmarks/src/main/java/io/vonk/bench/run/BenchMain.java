package io.vonk.bench.run;

import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vonk bench}: Vonk, Spark, hand-written Java and DuckDB on the same jobs, data, threads and heap. */
@Command(
        name = "vonk bench",
        description = {
            "Compare Vonk with real Spark, with hand-written Java and, for files of trips, with DuckDB: the same jobs, data,",
            "threads and heap, each engine in processes of its own, warm runs in turns. All answers are compared."
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all engines ran and agreed", "1:an engine failed or answers differ", "2:a wrong option"})
public final class BenchMain implements Callable<Integer> {
    private static final String SMALL_HEAP = "512m";
    private static final String SMALL = Rival.VONK + "-" + SMALL_HEAP;
    private static final double QUICK_SCALE = 0.05;
    private static final List<String> QUICK_ENGINES = List.of(Rival.VONK, Rival.SPARK, "java");
    private static final String WITHOUT_ARCHIVE = Rival.VONK + "-no-archive";

    @Option(names = "--jobs", split = ",", paramLabel = "JOB", description = "Only these jobs; see --list.")
    private List<String> jobs = List.of();

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "ENGINE",
            description = {
                "Of vonk, spark, spark-sql, java, java-expert, duckdb; default: all, with --quick the plain ones: vonk,",
                "spark, java. The first two take turns."
            })
    private @Nullable List<String> engines;

    @Option(
            names = "--scale",
            paramLabel = "X",
            description = "Size of the data; default: 1 (10 million pairs, 500 MB text).")
    private @Nullable Double scale;

    @Option(names = "--quick", description = "A twentieth of the data, few runs and engines: some minutes.")
    private boolean quick;

    @Option(names = "--threads", paramLabel = "N", description = "Tasks at once; default: ${DEFAULT-VALUE}.")
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "Heap of every process; default: 8g, with --cluster 4g.")
    private @Nullable String givenHeap;

    @Option(
            names = "--warm-seconds",
            paramLabel = "S",
            description = "Time for the warm runs of an engine and job; default: 6, with --quick 0.5.")
    private @Nullable Double warmSeconds;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Where vonk and spark run, each at a master of its own kind; default: ${DEFAULT-VALUE}.")
    private String master = Setting.LOCAL;

    @Option(
            names = "--cluster",
            description = {
                "Give vonk and spark, one after the other, a cluster on this machine for each job: a master and, for each",
                "of the threads, a worker of one core with an executor of that heap. Ends with the job."
            })
    private boolean cluster;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the data is made, once; 4 GB at scale 1; default: target/data of the benchmarks.")
    private @Nullable Path data;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where RESULTS.md and chart.svg are written; default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("vonk-output", "bench");

    @Option(names = "--list", description = "List the jobs and end.")
    private boolean list;

    @Option(
            names = "--check",
            description =
                    "Only look for regressions: a few jobs of Vonk against a calibration loop, with wide margins.")
    private boolean check;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final Installation installation;

    private BenchMain(Installation installation) {
        this.installation = installation;
    }

    /** Runs the comparison and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(Installation.ofThisProgram()).execute(args));
    }

    static CommandLine commandLine(Installation installation) {
        CommandLine line = new CommandLine(new BenchMain(installation));
        line.setUsageHelpWidth(110);
        line.setParameterExceptionHandler((error, arguments) -> {
            error.getCommandLine().getErr().println("vonk bench: " + error.getMessage());
            error.getCommandLine().getErr().println("See 'vonk bench --help'.");
            return 2;
        });
        return line;
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            Arrays.stream(Job.values())
                    .forEach(job -> say(String.format(Locale.ROOT, "%-18s %s", job.id(), job.title())));
            return 0;
        }
        if (check) {
            return new RegressionCheck(installation, this::say).run() ? 0 : 1;
        }
        long start = System.nanoTime();
        List<Job> chosen = chosenJobs();
        Setting setting = setting();
        Map<String, Rival> rivals = rivals();
        if (!Files.isDirectory(installation.sampleTrips())) {
            throw wrong("the sample trips are not in " + installation.sampleTrips()
                    + "; run this in a checkout of the sources");
        }
        DataMaker maker = new DataMaker(Sizes.of(setting.scale()), installation.sampleTrips(), this::say);
        maker.make(new DataFiles(setting.data()), chosen);

        Results results = new Results();
        Effort effort = effort();
        ResultPage page = page(setting, effort);
        ClusterSection section = new ClusterSection(command(), conditions(setting, effort));
        for (Job job : chosen) {
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            measured(job, rivals, setting, effort).forEach((rival, outcome) -> outcomes.put(rival.name(), outcome));
            outcomes.forEach((engine, outcome) -> results.put(job, engine, outcome));
            say(ResultTable.progress(job, outcomes));
            // What has been measured survives an end that comes too early.
            if (setting.local() && !cluster) {
                page.write(results, output);
            } else {
                section.write(results, output);
            }
        }
        say(setting.local() && !cluster ? page.tables(results) : "\n" + section.tables(results));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        say("Written in " + took.toMinutes() + " min " + took.toSecondsPart() + " s: " + output.resolve("RESULTS.md"));
        results.complaints().forEach(complaint -> say("vonk bench: " + complaint));
        return results.complaints().isEmpty() ? 0 : 1;
    }

    private Map<Rival, Outcome> measured(Job job, Map<String, Rival> rivals, Setting setting, Effort effort)
            throws IOException, InterruptedException {
        List<Rival> contestants = contestants(job, rivals);
        return cluster
                ? new ClusterMeasurement(setting, effort, installation::cluster).of(job, contestants)
                : new Measurement(setting, effort).of(job, contestants);
    }

    private List<Job> chosenJobs() {
        if (jobs.isEmpty()) {
            return List.of(Job.values());
        }
        return jobs.stream()
                .map(id -> Job.of(id).orElseThrow(() -> wrong("there is no job '" + id + "'; known are " + Job.ids())))
                .toList();
    }

    private Map<String, Rival> rivals() {
        Map<String, Rival> rivals = new LinkedHashMap<>();
        List<String> wanted = engines != null ? engines : quick ? QUICK_ENGINES : Installation.ENGINES;
        for (String engine : wanted) {
            if ((cluster || !master.equals(Setting.LOCAL))
                    && !engine.equals(Rival.VONK)
                    && !engine.equals(Rival.SPARK)) {
                continue; // the yardsticks have no masters
            }
            try {
                rivals.put(engine, installation.rival(engine, heap()));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }
        return rivals;
    }

    /** The engines of a job; Vonk also with little memory where it shuffles. */
    private List<Rival> contestants(Job job, Map<String, Rival> rivals) throws IOException, InterruptedException {
        List<Rival> contestants = new ArrayList<>(rivals.values());
        Rival vonk = rivals.get(Rival.VONK);
        if (vonk == null || cluster || !master.equals(Setting.LOCAL)) {
            return contestants;
        }
        if (job.kind() == Job.Kind.SHUFFLE && !quick && !heap().equals(SMALL_HEAP)) {
            contestants.add(vonk.withHeap(SMALL, SMALL_HEAP));
        } else if (job.kind() == Job.Kind.PROCESS) {
            contestants.set(contestants.indexOf(vonk), new ClassDataArchive(installation).addedTo(vonk, setting()));
            contestants.add(vonk.withOptions(WITHOUT_ARCHIVE, List.of()));
        }
        return contestants;
    }

    private String heap() {
        return givenHeap != null ? givenHeap : cluster ? "4g" : "8g";
    }

    private Setting setting() {
        if (cluster && !master.equals(Setting.LOCAL)) {
            throw wrong("--cluster starts clusters, and --master names one; give only one of them");
        }
        double size = scale != null ? scale : quick ? QUICK_SCALE : 1;
        if (threads < 1) {
            throw wrong("--threads is " + threads + "; expected 1 or more");
        }
        try {
            Sizes.of(size);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        Path files = data != null ? Installation.ofScale(data, size) : installation.data(size);
        return new Setting(threads, size, files, master);
    }

    private Effort effort() {
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        return warmSeconds == null ? effort : effort.withWarmSeconds(warmSeconds);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private ResultPage page(Setting setting, Effort effort) {
        return new ResultPage(command(), conditions(setting, effort), SMALL, WITHOUT_ARCHIVE);
    }

    private List<String> conditions(Setting setting, Effort effort) {
        String place = cluster
                ? "a master and " + threads
                        + " workers of one core for each job, on loopback, executors and driver with a heap of "
                : threads + " threads, heap ";
        return List.of(
                "Date: " + LocalDate.now(ZoneOffset.UTC)
                        + installation.commit().map(id -> ", Vonk at " + id).orElse(""),
                "Every engine: " + place + heap() + ", ParallelGC; scale " + setting.scale()
                        + (cluster ? "" : ", master " + setting.master()),
                "A time is the median of the later half of the warm runs, or of the last three if that are more: "
                        + effort.describe() + ".",
                "Cold is from the start of the process to the first answer, with what is cached before the runs.");
    }

    private String command() {
        return ("bin/vonk bench "
                        + String.join(" ", spec.commandLine().getParseResult().originalArgs()))
                .strip();
    }
}
