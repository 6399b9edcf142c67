package io.vonk.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vonk security}: holds the commands about secrets. */
@Command(
        name = "security",
        description = "Make the secret and the keys that the nodes of a cluster share.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class SecurityCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** {@code vonk security} alone is not a command. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? 'vonk security init DIR' makes a secret and the keys for TLS");
    }
}
