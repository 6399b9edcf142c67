package io.vonk.cli;

import io.vonk.testkit.Chaos;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vonk chaos}: jobs with known results on a cluster that is being taken apart. */
@Command(
        name = "chaos",
        description =
                "Run jobs with known results on a cluster of processes, and kill, stop and restart these meanwhile.")
final class ChaosCommand implements Callable<Integer> {
    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "How long (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of the faults (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!(minutes > 0) || minutes > 100_000) {
            throw new ParameterException(spec.commandLine(), "--minutes must be above 0, got: " + minutes);
        }
        PrintWriter out = spec.commandLine().getOut();
        Chaos.Report report = Chaos.run(
                Files.createTempDirectory("vonk-chaos"), seed, Duration.ofMillis((long) (minutes * 60_000)), what -> {
                    out.println(what);
                    out.flush();
                });
        out.print(report.describe());
        return report.isGood() ? ExitCodes.OK : ExitCodes.JOB_FAILED;
    }
}
