package io.vonk.bench.jmh;

import io.vonk.bench.run.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the processes of an engine are started with, beside what JMH and the command line say.
 *
 * @param classPath the whole class path
 * @param jvmOptions options that go before all others
 */
record ForkSettings(String classPath, List<String> jvmOptions) {
    /** Libraries that JMH needs in a process that it measures. */
    private static final List<String> JMH_JARS = List.of("jmh-core-", "jopt-simple-", "commons-math3-");

    /**
     * Settings for the processes of {@code engine}.
     *
     * @param scratch a directory that outlives the processes
     * @throws IllegalStateException if the engine is not built; the message says how to
     */
    static ForkSettings of(EngineKind engine, Installation installation, Path scratch) throws IOException {
        return switch (engine) {
            case VONK -> new ForkSettings(installation.vonkClassPath(), List.of());
            case SPARK -> new ForkSettings(sparkClassPath(installation, scratch), Installation.sparkJvmOptions());
        };
    }

    /**
     * Spark's libraries, without Vonk's. The classes of this module go first, JMH's libraries last, so that Spark keeps its
     * own version of a library that both have.
     */
    private static String sparkClassPath(Installation installation, Path scratch) throws IOException {
        List<String> path = new ArrayList<>();
        String spark = installation.sparkClassPath();
        // A copy, because the class path in its manifest is relative to where it lies, and would bring in Vonk's
        // libraries.
        Path target = installation.directory().resolve("target");
        path.add(Files.copy(target.resolve("benchmarks.jar"), scratch.resolve("benchmarks.jar"))
                .toString());
        path.add(spark);
        try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            libraries
                    .filter(jar -> JMH_JARS.stream().anyMatch(jar.getFileName().toString()::startsWith))
                    .map(Path::toString)
                    .sorted()
                    .forEach(path::add);
        }
        return String.join(File.pathSeparator, path);
    }
}
