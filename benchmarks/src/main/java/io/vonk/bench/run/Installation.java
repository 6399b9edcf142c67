package io.vonk.bench.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the engines' jars lie: Vonk's and those of the yardsticks in {@code target/lib} of the benchmarks, Spark's in
 * {@code spark/target/lib}, so that each has its own versions of the libraries that they share.
 *
 * @param directory the module of the benchmarks
 */
public record Installation(Path directory) {
    private static final String SPARK_OPTIONS = "spark-jvm-options.txt";

    /** All engines, in the order of the table. */
    static final List<String> ENGINES = List.of("vonk", "spark", "spark-sql", "java", "java-expert", "duckdb");

    /** The one that this class was loaded from. */
    public static Installation ofThisProgram() {
        try {
            // target/benchmarks.jar or target/classes
            Path code = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Installation(code.resolve("../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The commit of the sources, shortened; empty outside a checkout, or without git. */
    Optional<String> commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String id = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return id.isEmpty() ? Optional.empty() : Optional.of(id);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The taxi trips that the examples come with. */
    Path sampleTrips() {
        return directory.resolveSibling("examples").resolve("data").resolve("taxi");
    }

    /** Where the data of a scale is made, unless somebody wants it elsewhere. */
    Path data(double scale) {
        return ofScale(directory.resolve("target").resolve("data"), scale);
    }

    /** The part of a directory of data that is for a scale. */
    static Path ofScale(Path data, double scale) {
        return data.resolve("scale-" + scale).toAbsolutePath();
    }

    /** Vonk's class path, with the jobs. */
    public String vonkClassPath() {
        String code = directory.resolve("target/benchmarks.jar").toString();
        return code + File.pathSeparator + directory.resolve("target/lib") + File.separator + "*";
    }

    /**
     * Spark's class path, with the jobs.
     *
     * @throws IllegalStateException if Spark's jars have not been collected
     */
    public String sparkClassPath() {
        Path lib = directory.resolve("spark/target/lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("Spark is not in " + lib
                    + "; run 'mvn package -pl benchmarks/spark -am -DskipTests' in the root of the sources");
        }
        return lib + File.separator + "*";
    }

    /** The options that Spark's own launcher gives its JVMs. */
    public static List<String> sparkJvmOptions() {
        try (InputStream in = Installation.class.getResourceAsStream(SPARK_OPTIONS)) {
            String text = new String(
                    Optional.ofNullable(in)
                            .orElseThrow(() -> new IllegalStateException("no " + SPARK_OPTIONS))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cluster that the engine runs on by itself, with this heap for each executor. */
    ClusterKind cluster(Rival rival) {
        return switch (rival.name()) {
            case Rival.VONK -> new VonkDaemons(directory.resolveSibling("bin").resolve("vonk"), rival.heap());
            case Rival.SPARK -> new SparkDaemons(directory.resolve("spark/target/lib"), rival.heap());
            default -> throw new IllegalArgumentException(rival.name() + " has no cluster");
        };
    }

    /** The engine with this name. */
    Rival rival(String name, String heap) {
        // The collector that is best for throughput on a few cores, for all alike.
        List<String> options = List.of("-XX:+UseParallelGC");
        return switch (name) {
            case "vonk" -> new Rival(name, "io.vonk.bench.vonk.VonkOpener", vonkClassPath(), options, heap);
            case "java" -> new Rival(name, "io.vonk.bench.java.IdiomaticOpener", vonkClassPath(), options, heap);
            case "java-expert" -> new Rival(name, "io.vonk.bench.java.ExpertOpener", vonkClassPath(), options, heap);
            case "duckdb" -> new Rival(name, "io.vonk.bench.duckdb.DuckDbOpener", vonkClassPath(), options, heap);
            case "spark", "spark-sql" ->
                new Rival(
                        name,
                        name.equals("spark") ? "io.vonk.bench.spark.SparkOpener" : "io.vonk.bench.spark.SparkSqlOpener",
                        sparkClassPath(),
                        Stream.concat(options.stream(), sparkJvmOptions().stream())
                                .collect(Collectors.toUnmodifiableList()),
                        heap);
            default ->
                throw new IllegalArgumentException(
                        "there is no engine '" + name + "'; known are " + String.join(", ", ENGINES));
        };
    }
}
