package io.vonk.cli;

import io.vonk.internal.simulation.SimulationReport;
import io.vonk.internal.simulation.SimulationRun;
import io.vonk.internal.time.Clock;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vonk simulate}: plays the scheduler against random faults, and replays a schedule that went wrong. */
@Command(
        name = "simulate",
        description = "Play the scheduler against random faults in virtual time and check that nothing goes wrong.")
final class SimulateCommand implements Callable<Integer> {

    @Option(
            names = "--schedules",
            defaultValue = "100000",
            paramLabel = "N",
            description = "How many schedules (default: ${DEFAULT-VALUE}).")
    private long schedules;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "The seed of the first; the next has S + 1, and so on (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (schedules < 1) {
            throw new ParameterException(spec.commandLine(), "--schedules must be at least 1, got: " + schedules);
        }
        PrintWriter out = spec.commandLine().getOut();
        int threads = Runtime.getRuntime().availableProcessors();
        SimulationReport report = new SimulationRun(Clock.SYSTEM).run(schedules, seed, threads, out::println);
        out.print(report.describe());
        return report.isGood() ? ExitCodes.OK : ExitCodes.JOB_FAILED;
    }
}
