package io.vonk.cli;

import io.vonk.config.MasterUrl;
import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code vonk submit}: runs a program, with the options of {@code spark-submit}. */
@Command(
        name = "submit",
        description = "Run a program on a cluster, with the options of spark-submit.",
        footer = {
            "",
            "Examples:",
            "  vonk submit --class com.acme.Report --master vonk://127.0.0.1:7077 report.jar 2026-01",
            "  vonk submit --deploy-mode cluster --supervise --master vonk://127.0.0.1:7077 report.jar",
            "  vonk submit --master vonk://127.0.0.1:7077 --status driver-1795756808-1",
        })
final class SubmitCommand implements Callable<Integer> {
    private final VonkCommand root;

    @Mixin
    private SubmitOptions options = new SubmitOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "JAR", description = "The program.")
    private @Nullable String jar;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARGS", description = "What is handed to its main method.")
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SubmitCommand(VonkCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            SubmitSettings settings = SubmitSettings.of(options);
            if (options.status != null || options.kill != null) {
                return submission(settings).ask(options.status, options.kill);
            }
            if (jar == null) {
                throw new ParameterException(spec.commandLine(), "which program? name its jar");
            }
            Path program = Path.of(jar);
            if (!Files.isRegularFile(program)) {
                throw new ConfigurationException(
                        "there is no file " + program.toAbsolutePath() + "; name the jar of the program");
            }
            tellWhatHasNoEffect(settings, err);
            String mainClass = options.mainClass == null ? mainClassOf(program) : options.mainClass;
            return switch (options.deployMode) {
                case "client" ->
                    ClientProgram.run(
                            mainClass,
                            jars(program),
                            settings.settings(),
                            arguments,
                            root.verbose(),
                            spec.commandLine());
                case "cluster" -> submission(settings).submit(mainClass, jars(program), options, arguments);
                default ->
                    throw new ParameterException(
                            spec.commandLine(), "--deploy-mode must be client or cluster; got: " + options.deployMode);
            };
        } catch (ConfigurationException e) {
            return Daemon.refused(err, e);
        } catch (IOException e) {
            err.println("vonk: " + e.getMessage());
            return ExitCodes.JOB_FAILED;
        }
    }

    private Submission submission(SubmitSettings settings) {
        VonkConfig config = VonkConfig.ofProcess(settings.settings());
        if (!(config.get(Settings.MASTER) instanceof MasterUrl.Cluster cluster)) {
            throw new ConfigurationException("which cluster? --master vonk://HOST:PORT names it");
        }
        return new Submission(cluster, config, settings, spec.commandLine());
    }

    private void tellWhatHasNoEffect(SubmitSettings settings, PrintWriter err) {
        ParseResult parsed = spec.commandLine().getParseResult();
        for (String option : List.of(
                "--packages",
                "--exclude-packages",
                "--repositories",
                "--py-files",
                "--archives",
                "--keytab",
                "--principal",
                "--proxy-user",
                "--queue",
                "--driver-library-path")) {
            if (parsed.originalArgs().contains(option)) {
                err.println("vonk: " + option + " has no effect here");
            }
        }
        settings.ignored().forEach(key -> err.println("vonk: the setting " + key + " has no effect here"));
        if (options.deployMode.equals("client")) {
            if (options.supervise) {
                err.println("vonk: --supervise has no effect with --deploy-mode client");
            }
            if (options.driverJavaOptions != null) {
                err.println("vonk: --driver-java-options has no effect with --deploy-mode client; set VONK_JAVA_OPTS");
            }
        }
    }

    private List<Path> jars(Path program) {
        List<Path> jars = new ArrayList<>();
        jars.add(program);
        options.jars.forEach(each -> jars.add(Path.of(each)));
        if (options.driverClassPath != null) {
            for (String each : options.driverClassPath.split(":")) {
                jars.add(Path.of(each));
            }
        }
        for (Path each : jars) {
            if (!Files.exists(each)) {
                throw new ConfigurationException("there is no file " + each.toAbsolutePath() + " (--jars)");
            }
        }
        return jars;
    }

    private static String mainClassOf(Path program) throws IOException {
        try (JarFile file = new JarFile(program.toFile())) {
            Manifest manifest = file.getManifest();
            String name = manifest == null ? null : manifest.getMainAttributes().getValue("Main-Class");
            if (name == null) {
                throw new ConfigurationException("the manifest of " + program
                        + " names no Main-Class; say which class has the main method: --class NAME");
            }
            return name;
        }
    }
}
