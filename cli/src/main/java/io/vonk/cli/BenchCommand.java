package io.vonk.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code vonk bench} where it cannot be run. In a checkout of the sources {@code bin/vonk} starts the benchmarks itself, with
 * a class path of their own, and never comes here.
 */
@Command(name = "bench", description = "Compare Vonk with real Spark on this machine; needs a checkout of the sources.")
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "OPTIONS", hidden = true)
    @SuppressWarnings("UnusedVariable") // any options get the same answer
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("vonk: the benchmarks are not part of a distribution, because they bring"
                        + " Spark with them; run bin/vonk bench in a checkout of the sources");
        return ExitCodes.USAGE;
    }
}
