package io.vonk.bench.jmh;

import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Job;
import io.vonk.bench.run.Installation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH with its usual command line. What is different: a benchmark with a parameter {@value #ENGINE} is run by JMH once
 * per engine, each time with the class path and the JVM options of that engine's processes, and the results of all are shown
 * and written together.
 *
 * <p>JMH gives the processes that it starts the class path in the system property {@code java.class.path}, so that is what is
 * changed for the time of a run; this process itself loads nothing from there.
 */
public final class JmhMain {
    /** The parameter that names an {@link EngineKind}. */
    static final String ENGINE = "engine";

    /** The parameter that names a {@link Job}. */
    static final String JOB = "job";

    /** The parameter that names the directory of the input files. */
    static final String DATA = "data";

    private static final String CLASS_PATH = "java.class.path";

    private final Installation installation;
    private final PrintStream out;
    private final PrintStream err;

    JmhMain(Installation installation, PrintStream out, PrintStream err) {
        this.installation = installation;
        this.out = out;
        this.err = err;
    }

    /** See the class; the arguments are JMH's. */
    public static void main(String[] args) throws IOException {
        int status = new JmhMain(Installation.ofThisProgram(), System.out, System.err).run(args);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * What JMH runs at once, with the same settings.
     *
     * @param engine whose processes these are
     * @param benchmarks full names
     */
    record Part(EngineKind engine, List<String> benchmarks) {}

    /** A command line that cannot be run; the message says why. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    /** Does what the command line says and returns the status of the process. */
    int run(String[] args) throws IOException {
        Path scratch = Files.createTempDirectory("vonk-jmh-");
        try {
            CommandLineOptions options = new CommandLineOptions(args);
            if (options.shouldHelp()
                    || options.shouldList()
                    || options.shouldListWithParams()
                    || options.shouldListProfilers()
                    || options.shouldListResultFormats()) {
                Main.main(args);
                return 0;
            }
            List<Part> parts = parts(matching(options), options);
            if (parts.isEmpty()) {
                throw new UsageException("no benchmark matches; -l lists them all");
            }
            Map<String, List<String>> jobs = jobs(options);
            List<EngineOptions> runs = new ArrayList<>();
            List<ForkSettings> settings = new ArrayList<>();
            for (Part part : parts) {
                ForkSettings of = settings(part.engine(), scratch);
                settings.add(of);
                runs.add(options(args, part, of, jobs));
            }
            runAll(options, runs, settings);
            return 0;
        } catch (CommandLineOptionException | UsageException | RunnerException e) {
            err.println("ERROR: " + e.getMessage());
            return 1;
        } finally {
            DataMaker.deleteTree(scratch);
        }
    }

    private static Collection<BenchmarkListEntry> matching(CommandLineOptions options) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, options.getIncludes(), options.getExcludes());
    }

    /** What is to be run: benchmarks without an engine in the processes of the first part. */
    static List<Part> parts(Collection<BenchmarkListEntry> found, CommandLineOptions options) throws UsageException {
        TreeSet<String> plain = new TreeSet<>();
        TreeSet<String> compared = new TreeSet<>();
        for (BenchmarkListEntry entry : found) {
            boolean hasEngine =
                    entry.getParams().hasValue() && entry.getParams().get().containsKey(ENGINE);
            (hasEngine ? compared : plain).add(entry.getUsername());
        }
        TreeSet<EngineKind> engines = new TreeSet<>();
        for (String id : options.getParameter(ENGINE).orElse(List.of())) {
            engines.add(EngineKind.of(id)
                    .orElseThrow(() ->
                            new UsageException("there is no engine '" + id + "'; known are " + EngineKind.ids())));
        }
        if (engines.isEmpty()) {
            engines.addAll(Arrays.asList(EngineKind.values()));
        }
        TreeSet<String> ofVonk = new TreeSet<>(plain);
        List<Part> parts = new ArrayList<>();
        if (!compared.isEmpty() && engines.contains(EngineKind.VONK)) {
            ofVonk.addAll(compared);
        }
        if (!ofVonk.isEmpty()) {
            parts.add(new Part(EngineKind.VONK, List.copyOf(ofVonk)));
        }
        if (!compared.isEmpty() && engines.contains(EngineKind.SPARK)) {
            if (options.getForkCount().orElse(1) == 0) {
                throw new UsageException("-f 0 runs benchmarks in this process, which cannot run the engine spark;"
                        + " use -f 1, or -p engine=vonk");
            }
            parts.add(new Part(EngineKind.SPARK, List.copyOf(compared)));
        }
        return parts;
    }

    /**
     * The jobs to be run if they differ from what {@link EndToEnd} says: with a directory of data and without a choice, those
     * that read its files, too.
     */
    static Map<String, List<String>> jobs(CommandLineOptions options) throws UsageException {
        Collection<String> directories = options.getParameter(DATA).orElse(List.of());
        for (String directory : directories) {
            if (!Files.isDirectory(Path.of(directory))) {
                throw new UsageException("the directory of -p data=" + directory + " does not exist");
            }
        }
        List<DataFiles> data = directories.stream()
                .map(directory -> new DataFiles(Path.of(directory)))
                .toList();
        Collection<String> chosen = options.getParameter(JOB).orElse(List.of());
        for (String id : chosen) {
            Job job = Job.of(id)
                    .orElseThrow(() -> new UsageException("there is no job '" + id + "'; known are " + Job.ids()));
            if (job.kind() == Job.Kind.PROCESS) {
                throw new UsageException("the job '" + id + "' is timed from outside its process, which JMH cannot");
            }
            if (!EndToEnd.isGenerated(job) && (data.isEmpty() || !data.stream().allMatch(in -> hasFiles(in, job)))) {
                throw new UsageException("the job '" + id + "' reads files; say where they are with -p data=DIRECTORY,"
                        + " which has " + files(new DataFiles(Path.of("DIRECTORY")), job));
            }
        }
        if (!chosen.isEmpty() || data.isEmpty()) {
            return Map.of();
        }
        List<String> all = Arrays.stream(Job.values())
                .filter(job -> job.kind() != Job.Kind.PROCESS)
                .filter(job -> EndToEnd.isGenerated(job) || data.stream().allMatch(in -> hasFiles(in, job)))
                .map(Job::id)
                .toList();
        return Map.of(JOB, all);
    }

    private static boolean hasFiles(DataFiles data, Job job) {
        return files(data, job).stream().allMatch(Files::isDirectory);
    }

    private static List<Path> files(DataFiles data, Job job) {
        List<Path> files = new ArrayList<>();
        if (job.readsWords()) {
            files.add(data.words());
        }
        if (job.readsTera()) {
            files.add(data.tera());
        }
        if (job.readsTrips()) {
            files.add(job == Job.TAXI_PARQUET ? data.tripsParquet() : data.trips());
        }
        return files;
    }

    private ForkSettings settings(EngineKind engine, Path scratch) throws IOException, UsageException {
        try {
            return ForkSettings.of(engine, installation, scratch);
        } catch (IllegalStateException e) {
            throw new UsageException(e.getMessage() + "; or leave it out with -p engine=vonk");
        }
    }

    /** JMH's options for one part. */
    static EngineOptions options(String[] args, Part part, ForkSettings settings, Map<String, List<String>> jobs)
            throws CommandLineOptionException {
        Map<String, List<String>> parameters = new HashMap<>(jobs);
        parameters.put(ENGINE, List.of(part.engine().id()));
        return new EngineOptions(args, part.benchmarks(), settings.jvmOptions(), parameters);
    }

    private void runAll(CommandLineOptions options, List<EngineOptions> runs, List<ForkSettings> settings)
            throws IOException, RunnerException {
        boolean toFile = options.getOutput().hasValue();
        PrintStream shown = toFile ? new PrintStream(options.getOutput().get(), StandardCharsets.UTF_8) : out;
        try {
            OutputFormat format = OutputFormatFactory.createFormatInstance(
                    shown, options.verbosity().orElse(Defaults.VERBOSITY));
            // No sorted set: JMH orders values of a parameter by their place in a run, so that all engines would be the
            // same to it.
            List<RunResult> results = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                results.addAll(runWith(settings.get(i), runs.get(i), format));
            }
            if (runs.size() > 1) {
                // JMH has shown and written each run by itself, one over the other.
                shown.println();
                shown.println("All engines together:");
                ResultFormatFactory.getInstance(ResultFormatType.TEXT, shown).writeOut(results);
                write(options, results);
            }
        } finally {
            shown.flush();
            if (toFile) {
                shown.close();
            }
        }
    }

    private static Collection<RunResult> runWith(ForkSettings settings, EngineOptions options, OutputFormat format)
            throws RunnerException {
        String own = System.getProperty(CLASS_PATH);
        System.setProperty(CLASS_PATH, settings.classPath());
        try {
            return new Runner(options, format).run();
        } finally {
            System.setProperty(CLASS_PATH, own);
        }
    }

    /** Writes the file that JMH writes for a run, if the command line asks for one. */
    private static void write(CommandLineOptions options, Collection<RunResult> results) {
        if (!options.getResult().hasValue() && !options.getResultFormat().hasValue()) {
            return;
        }
        ResultFormatType type = options.getResultFormat().orElse(Defaults.RESULT_FORMAT);
        String standard = Defaults.RESULT_FILE_PREFIX + "." + type.toString().toLowerCase(Locale.ROOT);
        ResultFormatFactory.getInstance(type, options.getResult().orElse(standard))
                .writeOut(results);
    }
}
