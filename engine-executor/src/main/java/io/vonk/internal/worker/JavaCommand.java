package io.vonk.internal.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this worker starts JVMs: with the Java and the jars that it runs on itself, and with the options that suit tasks.
 *
 * @param javaHome of the Java
 * @param javaVersion as its property {@code java.version} says
 * @param classPath of Vonk
 * @param home the distribution; null if Vonk was not started by {@code bin/vonk}
 */
public record JavaCommand(
        Path javaHome,
        String javaVersion,
        String classPath,
        @Nullable Path home) {

    /** As this process runs. */
    public static JavaCommand ofThisProcess() {
        String home = System.getProperty("vonk.home");
        return new JavaCommand(
                Path.of(System.getProperty("java.home")),
                System.getProperty("java.version"),
                System.getProperty("java.class.path"),
                home == null ? null : Path.of(home));
    }

    /**
     * A command line.
     *
     * @param heapBytes the largest heap
     * @param options behind those that Vonk sets
     * @param more jars in front of Vonk's own
     * @param arguments the main class and what it is given
     */
    public List<String> line(long heapBytes, List<String> options, List<Path> more, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(javaHome.resolve("bin").resolve("java").toString());
        line.add("-XX:+UseParallelGC");
        line.add("-Xmx" + Math.max(16, heapBytes >> 20) + "m");
        // A JVM without memory does not come to its senses; another one is started in no time.
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:-UsePerfData");
        int major = major();
        if (major >= 22) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        if (major >= 23) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (home != null) {
            line.add("-Dvonk.home=" + home);
            line.add("-Djava.util.logging.config.file=" + home.resolve("conf").resolve("logging.properties"));
            if (more.isEmpty()) {
                addClassData(line, home);
            }
        }
        line.addAll(options);
        line.add("-cp");
        StringBuilder path = new StringBuilder();
        more.forEach(jar -> path.append(jar).append(System.getProperty("path.separator")));
        line.add(path.append(classPath).toString());
        line.addAll(arguments);
        return line;
    }

    /** As {@code bin/vonk} does it: saves start-up time where the archive fits. */
    private void addClassData(List<String> line, Path distribution) {
        String archive = distribution + "-class-data/vonk-" + javaVersion;
        if (Files.isRegularFile(Path.of(archive + ".aot"))) {
            line.add("-XX:AOTCache=" + archive + ".aot");
            line.add("-Xlog:cds=off,aot=off");
        } else if (Files.isRegularFile(Path.of(archive + ".jsa"))) {
            line.add("-Xshare:auto");
            line.add("-XX:SharedArchiveFile=" + archive + ".jsa");
            line.add("-Xlog:cds=off,cds+dynamic=off");
        }
    }

    private int major() {
        int end = 0;
        while (end < javaVersion.length() && Character.isDigit(javaVersion.charAt(end))) {
            end++;
        }
        return end == 0 ? 17 : Integer.parseInt(javaVersion.substring(0, end));
    }
}
