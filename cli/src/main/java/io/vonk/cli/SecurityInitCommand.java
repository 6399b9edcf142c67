package io.vonk.cli;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.security.SecurityDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk security init DIR}: a new secret, and keys and certificates for TLS. */
@Command(
        name = "init",
        description = "Make a directory with a new secret and keys for TLS, for the nodes of one cluster.")
final class SecurityInitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", arity = "1", description = "Where to; must not exist yet, or be empty.")
    private Path directory = Path.of("");

    @Override
    public Integer call() {
        Path made = directory.toAbsolutePath().normalize();
        try {
            SecurityDirectory.init(made);
        } catch (ConfigurationException e) {
            spec.commandLine().getErr().println("vonk: " + e.getMessage());
            return ExitCodes.JOB_FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Made " + made + ", which only this user may read:");
        out.println();
        file(out, SecurityDirectory.SECRET, "what all nodes know, and prove to each other at the login");
        file(out, SecurityDirectory.NODE, "the nodes' private key for TLS and its certificate, valid for ten years");
        file(out, SecurityDirectory.TRUST, "the authority whose certificates the nodes accept");
        file(out, SecurityDirectory.PASSWORD, "of the .p12 files");
        file(
                out,
                SecurityDirectory.AUTHORITY,
                "the authority's private key, for further certificates; nodes do not need it");
        out.println();
        out.println("Whoever can read these files can run programs on the cluster.");
        out.println();
        out.println("On each node:");
        out.println("  1. copy the directory and keep its modes, without the authority's key:");
        out.println("       rsync -a --exclude=" + SecurityDirectory.AUTHORITY + " " + made + "/ NODE:" + made + "/");
        out.println("  2. set, for example in conf/vonk.conf:");
        out.println("       vonk.security.dir = " + made);
        out.println("       vonk.tls = on");
        return ExitCodes.OK;
    }

    private static void file(PrintWriter out, String name, String purpose) {
        out.println("  " + name + " ".repeat(15 - name.length()) + purpose);
    }
}
