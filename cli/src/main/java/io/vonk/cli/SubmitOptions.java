package io.vonk.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code spark-submit}, as {@code vonk submit} takes them. */
@SuppressWarnings("NullAway.Init") // picocli sets what is given
final class SubmitOptions {
    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "The class with the main method (default: what the jar's manifest says).")
    @Nullable
    String mainClass;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "vonk://HOST:PORT, local[N], … (default: the setting vonk.master).")
    @Nullable
    String master;

    @Option(
            names = "--deploy-mode",
            paramLabel = "MODE",
            defaultValue = "client",
            description = "client: the driver runs here; cluster: a worker runs it (default: ${DEFAULT-VALUE}).")
    String deployMode;

    @Option(names = "--name", paramLabel = "NAME", description = "What people call the program.")
    @Nullable
    String name;

    @Option(
            names = {"--conf", "-c"},
            paramLabel = "KEY=VALUE",
            description = "A setting; may be given several times.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--properties-file",
            paramLabel = "FILE",
            description = "A file of settings: key = value, or key value.")
    @Nullable
    String propertiesFile;

    @Option(
            names = "--jars",
            paramLabel = "FILES",
            split = ",",
            description = "Further jars of the program, with commas between them.")
    List<String> jars = new ArrayList<>();

    @Option(
            names = "--driver-class-path",
            paramLabel = "PATH",
            description = "Further jars of the program, with colons between them.")
    @Nullable
    String driverClassPath;

    @Option(
            names = "--files",
            paramLabel = "FILES",
            split = ",",
            description = "Files that a driver on a worker finds in its working directory, with commas between them.")
    List<String> files = new ArrayList<>();

    @Option(names = "--driver-memory", paramLabel = "SIZE", description = "The heap of the driver, such as 2g.")
    @Nullable
    String driverMemory;

    @Option(
            names = "--driver-cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "Cores that a driver on a worker takes (default: none).")
    int driverCores;

    @Option(
            names = "--driver-java-options",
            paramLabel = "OPTIONS",
            description = "Options of the JVM of a driver on a worker.")
    @Nullable
    String driverJavaOptions;

    @Option(names = "--executor-memory", paramLabel = "SIZE", description = "The heap of each executor.")
    @Nullable
    String executorMemory;

    @Option(names = "--executor-cores", paramLabel = "N", description = "How many tasks an executor runs at once.")
    @Nullable
    String executorCores;

    @Option(names = "--total-executor-cores", paramLabel = "N", description = "At most so many cores for the program.")
    @Nullable
    String totalExecutorCores;

    @Option(names = "--num-executors", paramLabel = "N", description = "At most so many executors.")
    @Nullable
    String numExecutors;

    @Option(names = "--supervise", description = "A driver on a worker is started again when it fails.")
    boolean supervise;

    @Option(names = "--status", paramLabel = "ID", description = "Print how it is with a submitted driver.")
    @Nullable
    String status;

    @Option(names = "--kill", paramLabel = "ID", description = "End a submitted driver.")
    @Nullable
    String kill;

    @Option(
            names = {
                "--packages",
                "--exclude-packages",
                "--repositories",
                "--py-files",
                "--archives",
                "--keytab",
                "--principal",
                "--proxy-user",
                "--queue",
                "--driver-library-path"
            },
            paramLabel = "VALUE",
            hidden = true)
    List<String> withoutEffect = new ArrayList<>();
}
