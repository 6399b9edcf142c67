package io.vonk.cli;

import io.vonk.config.MasterUrl;
import io.vonk.config.Settings;
import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk driver}: runs a program whose executors are started by hand. */
@Command(
        name = "driver",
        description =
                "Run a program that awaits executors started by hand ('vonk executor'): a cluster without a master.")
final class DriverCommandLine implements Callable<Integer> {
    private final VonkCommand root;

    @Option(names = "--listen", paramLabel = "HOST:PORT", required = true, description = "Where executors are awaited.")
    private String listen = "";

    @Option(names = "--class", paramLabel = "NAME", required = true, description = "The class with the main method.")
    private String mainClass = "";

    @Parameters(index = "0", paramLabel = "JAR", description = "The program.")
    private Path jar = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARGS", description = "What is handed to its main method.")
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DriverCommandLine(VonkCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        String url = "listen://" + listen;
        try {
            MasterUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--listen must be HOST:PORT; got: " + listen, e);
        }
        if (!Files.isRegularFile(jar)) {
            return Daemon.refused(
                    spec.commandLine().getErr(),
                    new ConfigurationException(
                            "there is no file " + jar.toAbsolutePath() + "; name the jar of the program"));
        }
        return ClientProgram.run(
                mainClass,
                List.of(jar),
                Map.of(Settings.MASTER.key(), url),
                arguments,
                root.verbose(),
                spec.commandLine());
    }
}
