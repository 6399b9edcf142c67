package io.vonk.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code vonk} without a command: holds what all commands share. */
@Command(
        name = "vonk",
        header = "Vonk, a small, fast, distributed batch engine for Java.%n",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  JAVA_HOME       the Java to run on (17 or later); else the java on the PATH",
            "  VONK_HEAP       heap of the JVM, for example 4g; default: a quarter of the memory",
            "  VONK_JAVA_OPTS  further options of the JVM",
            "  VONK_CONF       file of settings; default: conf/vonk.conf; 'vonk config' shows all settings",
            "  VONK_VERBOSE    1 prints whole stack traces, as --verbose does",
            "",
            "Exit codes:",
            "   0  done",
            "   1  the program or job failed",
            "   2  the command line is wrong",
            "  70  Vonk itself failed",
        })
final class VonkCommand implements Runnable {
    private final Map<String, String> environment;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print the whole stack trace when something fails.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VonkCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** {@code vonk} alone is not a command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? 'vonk demo' shows what Vonk does");
    }

    boolean verbose() {
        return verbose || "1".equals(environment.get("VONK_VERBOSE"));
    }
}
