package io.vonk.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vonk version}: what a bug report needs to say. */
@Command(name = "version", description = "Show the versions of Vonk, Java and the system.")
final class VersionCommand implements Runnable {
    private final Build build;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VersionCommand(Build build) {
        this.build = build;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("vonk %s (commit %s)%n", build.version(), build.commit());
        out.printf("java %s (%s)%n", property("java.runtime.version"), property("java.vm.vendor"));
        out.printf("%s %s (%s)%n", property("os.name"), property("os.version"), property("os.arch"));
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
