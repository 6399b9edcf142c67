package io.vonk.bench.jmh;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of an engine are started with, beside what JMH and the command line say.
 *
 * @param classPath the whole class path
 * @param jvmOptions options that go before all others
 */
record ForkSettings(String classPath, List<String> jvmOptions) {
    private static final String SPARK_JVM_OPTIONS = "/io/vonk/bench/run/spark-jvm-options.txt";

    /** Libraries that JMH needs in a process that it measures. */
    private static final List<String> JMH_JARS = List.of("jmh-core-", "jopt-simple-", "commons-math3-");

    /**
     * Settings for processes with this module's own class path.
     *
     * @param benchmarks the jar of this module, or its directory of classes
     */
    static ForkSettings forVonk(Path benchmarks) throws IOException {
        List<Path> path = new ArrayList<>(List.of(benchmarks));
        path.addAll(jars(libraries(benchmarks)));
        return new ForkSettings(joined(path), List.of());
    }

    /**
     * Settings for Spark's processes: its libraries, without Vonk's. The classes of this module go first, JMH's libraries
     * last, so that Spark keeps its own version of a library that both have.
     *
     * @param benchmarks the jar of this module, or its directory of classes
     * @param scratch a directory that outlives the processes; the jar is copied there, because the class path in its
     *     manifest is relative to where it lies and would bring in Vonk's libraries
     * @throws NotBuiltException if there are no libraries of Spark
     */
    static ForkSettings forSpark(Path benchmarks, Path scratch) throws IOException {
        Path libraries = sparkLibraries(benchmarks);
        List<Path> spark = jars(libraries);
        String options = resource(SPARK_JVM_OPTIONS);
        if (spark.isEmpty() || options == null) {
            throw new NotBuiltException((options == null ? "there is no " + SPARK_JVM_OPTIONS : "no jars in " + libraries)
                    + "; the engine spark needs the module benchmarks/spark. Build it with"
                    + " `mvn package -pl benchmarks/spark -am -DskipTests`, or leave it out with `-p engine=vonk`");
        }
        Path classes = benchmarks;
        if (Files.isRegularFile(benchmarks)) {
            classes = scratch.resolve("benchmarks.jar");
            Files.copy(benchmarks, classes);
        }
        List<Path> path = new ArrayList<>(List.of(classes));
        path.addAll(spark);
        for (Path jar : jars(libraries(benchmarks))) {
            if (JMH_JARS.stream().anyMatch(jar.getFileName().toString()::startsWith)) {
                path.add(jar);
            }
        }
        List<String> each = options.lines().filter(line -> !line.isBlank()).toList();
        return new ForkSettings(joined(path), each);
    }

    /** Where the build puts what the jar of this module needs. */
    static Path libraries(Path benchmarks) {
        return benchmarks.toAbsolutePath().resolveSibling("lib");
    }

    /** Where the build puts Spark and its jobs: {@code benchmarks/spark/target/lib}. */
    static Path sparkLibraries(Path benchmarks) {
        return benchmarks.toAbsolutePath().resolve("../../spark/target/lib").normalize();
    }

    private static List<Path> jars(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static @Nullable String resource(String name) throws IOException {
        try (InputStream in = ForkSettings.class.getResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** An engine was asked for whose module is not built. */
    static final class NotBuiltException extends IOException {
        NotBuiltException(String message) {
            super(message);
        }
    }
}
