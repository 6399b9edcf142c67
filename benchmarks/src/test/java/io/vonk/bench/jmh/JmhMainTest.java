package io.vonk.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.jmh.JmhMain.Part;
import io.vonk.bench.jmh.JmhMain.UsageException;
import io.vonk.bench.job.Job;
import io.vonk.bench.run.Installation;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

class JmhMainTest {
    private static final String END_TO_END = "io.vonk.bench.jmh.EndToEnd.run";

    @TempDir
    Path directory;

    @Test
    void everyBenchmarkIsInTheGeneratedList() {
        Set<String> classes = matching().stream()
                .map(entry -> entry.getUsername().replaceAll("^io\\.vonk\\.bench\\.jmh\\.(\\w+)\\.\\w+$", "$1"))
                .collect(Collectors.toSet());

        assertEquals(
                Set.of(
                        "EndToEnd",
                        "Pipelines",
                        "Codecs",
                        "GroupTables",
                        "Sorting",
                        "CsvFiles",
                        "ParquetFiles",
                        "Dispatch",
                        "Connections"),
                classes);
    }

    @Test
    void theJobsOfTheEndToEndBenchmarkAreAllThatNeedNoFiles() throws Exception {
        Param jobs = EndToEnd.class.getField("job").getAnnotation(Param.class);

        assertEquals(
                Arrays.stream(Job.values())
                        .filter(job -> job.kind() != Job.Kind.PROCESS && EndToEnd.isGenerated(job))
                        .map(Job::id)
                        .collect(Collectors.toSet()),
                Set.of(jobs.value()));
    }

    @Test
    void whatHasNoEngineRunsOnceInVonksProcesses() throws Exception {
        List<Part> parts = JmhMain.parts(matching("EndToEnd", "Dispatch.oneTask"), options());

        assertEquals(
                List.of(
                        new Part(EngineKind.VONK, List.of("io.vonk.bench.jmh.Dispatch.oneTask", END_TO_END)),
                        new Part(EngineKind.SPARK, List.of(END_TO_END))),
                parts);
    }

    @Test
    void theEngineCanBeChosen() throws Exception {
        assertEquals(
                List.of(new Part(EngineKind.SPARK, List.of(END_TO_END))),
                JmhMain.parts(matching("EndToEnd"), options("-p", "engine=spark")));
        assertEquals(
                List.of(new Part(EngineKind.VONK, List.of(END_TO_END))),
                JmhMain.parts(matching("EndToEnd"), options("-p", "engine=vonk", "-f", "0")));
    }

    @Test
    void eachRunHasItsBenchmarksItsEngineAndTheOptionsOfTheCommandLine() throws Exception {
        String[] args = {"EndToEnd|Dispatch", "-f", "3", "-p", "engine=vonk,spark", "-p", "scale=0.5", "-prof", "gc"};
        ForkSettings settings = new ForkSettings("", List.of("--first", "--second"));

        EngineOptions options =
                JmhMain.options(args, new Part(EngineKind.SPARK, List.of(END_TO_END)), settings, Map.of());

        assertEquals(
                Set.of(END_TO_END),
                matching(options.getIncludes().toArray(String[]::new)).stream()
                        .map(BenchmarkListEntry::getUsername)
                        .collect(Collectors.toSet()));
        assertEquals(
                List.of("spark"), List.copyOf(options.getParameter("engine").get()));
        assertEquals(List.of("0.5"), List.copyOf(options.getParameter("scale").get()));
        assertFalse(options.getParameter("job").hasValue());
        assertEquals(3, options.getForkCount().get());
        assertEquals(1, options.getProfilers().size());
        assertEquals(
                List.of("--first", "--second"),
                List.copyOf(options.getJvmArgsPrepend().get()));
    }

    @Test
    void theEnginesOwnJvmOptionsGoBeforeThoseOfTheCommandLine() throws Exception {
        Part part = new Part(EngineKind.SPARK, List.of(END_TO_END));
        String[] args = {"-jvmArgsPrepend", "-Dx=1"};

        assertEquals(
                List.of("--first", "-Dx=1"),
                List.copyOf(JmhMain.options(args, part, new ForkSettings("", List.of("--first")), Map.of())
                        .getJvmArgsPrepend()
                        .get()));
        assertEquals(
                List.of("-Dx=1"),
                List.copyOf(JmhMain.options(args, part, new ForkSettings("", List.of()), Map.of())
                        .getJvmArgsPrepend()
                        .get()));
    }

    @Test
    void vonksProcessesHaveTheClassPathOfTheModuleAndNoOptions() throws Exception {
        Installation installation = install();

        ForkSettings settings = ForkSettings.of(EngineKind.VONK, installation, directory);

        assertEquals(new ForkSettings(installation.vonkClassPath(), List.of()), settings);
    }

    @Test
    void sparksProcessesHaveItsLibrariesAndJmhsAndNoneOfVonks() throws Exception {
        Installation installation = install();
        Files.createDirectories(directory.resolve("spark/target/lib"));
        Path scratch = Files.createDirectory(directory.resolve("scratch"));

        ForkSettings settings = ForkSettings.of(EngineKind.SPARK, installation, scratch);

        Path lib = directory.resolve("target/lib");
        assertEquals(
                List.of(
                        scratch.resolve("benchmarks.jar").toString(),
                        directory.resolve("spark/target/lib") + File.separator + "*",
                        lib.resolve("commons-math3-3.jar").toString(),
                        lib.resolve("jmh-core-1.jar").toString(),
                        lib.resolve("jopt-simple-5.jar").toString()),
                List.of(settings.classPath().split(File.pathSeparator)));
        assertEquals("the benchmarks", Files.readString(scratch.resolve("benchmarks.jar")));
        assertTrue(settings.jvmOptions().contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    }

    @Test
    void withoutSparksJarsItSaysWhatToBuildAndRunsNothing() throws Exception {
        install();

        String error = refused("EndToEnd", "-p", "job=one-task");

        assertTrue(error.contains("mvn package -pl benchmarks/spark"), error);
        assertTrue(error.contains("-p engine=vonk"), error);
    }

    @Test
    void whatCannotBeRunIsRefusedWithAReason() throws Exception {
        install();

        assertTrue(refused("NoSuchBenchmark").contains("no benchmark matches"));
        assertTrue(refused("EndToEnd", "-p", "engine=flink").contains("no engine 'flink'; known are vonk, spark"));
        assertTrue(refused("EndToEnd", "-p", "job=nap").contains("no job 'nap'"));
        assertTrue(refused("EndToEnd", "-p", "job=start").contains("timed from outside"));
        assertTrue(refused("EndToEnd", "-f", "0").contains("-p engine=vonk"));
        assertTrue(refused("EndToEnd", "-p", "data=" + directory.resolve("nowhere"))
                .contains("nowhere does not exist"));
    }

    @Test
    void aJobThatReadsFilesNeedsADirectoryThatHasThem() throws Exception {
        UsageException noDirectory =
                assertThrows(UsageException.class, () -> JmhMain.jobs(options("-p", "job=word-count")));
        assertTrue(noDirectory.getMessage().contains("-p data=DIRECTORY"), noDirectory.getMessage());

        String data = "data=" + directory;
        assertThrows(UsageException.class, () -> JmhMain.jobs(options("-p", "job=word-count", "-p", data)));

        Files.createDirectory(directory.resolve("words"));
        assertEquals(Map.of(), JmhMain.jobs(options("-p", "job=word-count", "-p", data)));
    }

    @Test
    void aDirectoryOfDataAddsTheJobsThatReadIt() throws Exception {
        Files.createDirectory(directory.resolve("words"));
        Files.createDirectory(directory.resolve("trips-parquet"));

        List<String> jobs = JmhMain.jobs(options("-p", "data=" + directory)).get("job");

        assertTrue(jobs.containsAll(List.of("word-count", "count-lines", "taxi-parquet", "join")), jobs.toString());
        assertFalse(jobs.contains("tera-sort"), jobs.toString());
        assertFalse(jobs.contains("taxi-csv"), jobs.toString());
        assertFalse(jobs.contains("start"), jobs.toString());
    }

    /** Lays out a module of benchmarks as the build does, without Spark. */
    private Installation install() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("target/lib"));
        Files.writeString(directory.resolve("target/benchmarks.jar"), "the benchmarks");
        for (String name : List.of("jmh-core-1", "jopt-simple-5", "commons-math3-3", "engine-core-1", "slf4j-nop-2")) {
            Files.writeString(lib.resolve(name + ".jar"), "");
        }
        return new Installation(directory);
    }

    private String refused(String... args) throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = new JmhMain(new Installation(directory), print(out), print(err)).run(args);
        assertEquals(1, status);
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        return err.toString(StandardCharsets.UTF_8);
    }

    private static CommandLineOptions options(String... args) throws Exception {
        return new CommandLineOptions(args);
    }

    private static Collection<BenchmarkListEntry> matching(String... patterns) {
        OutputFormat silent =
                OutputFormatFactory.createFormatInstance(print(OutputStream.nullOutputStream()), VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, List.of(patterns), List.of());
    }

    private static PrintStream print(OutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
