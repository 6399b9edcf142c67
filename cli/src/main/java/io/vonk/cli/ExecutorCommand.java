package io.vonk.cli;

import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.executor.Executor;
import io.vonk.internal.executor.ExecutorOptions;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vonk executor}: an executor that nobody but its user manages, for the smallest cluster. */
@Command(
        name = "executor",
        description = "Run an executor for a driver that awaits it ('vonk driver'): a cluster without a master.")
final class ExecutorCommand implements Callable<Integer> {
    @Option(names = "--driver", paramLabel = "HOST:PORT", required = true, description = "Where the driver awaits it.")
    private String driver = "";

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many tasks at once (default: all cores).")
    private int cores;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where to serve shuffle data, and what others call this machine (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        InetSocketAddress address;
        try {
            address = Addresses.parse(driver);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--driver must be " + e.getMessage(), e);
        }
        try {
            VonkConfig config = VonkConfig.ofProcess(Map.of());
            SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
            InetAddress own = Daemon.address(host, "--host");
            SecurityDirectory.checkMayListen(own, security);
            int slots = cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
            Executor executor = Executor.start(
                    new ExecutorOptions(
                            "executor-" + ProcessHandle.current().pid(),
                            slots,
                            -1,
                            config.get(Settings.LOCAL_DIRS),
                            address,
                            new Credentials(
                                    Identities.BY_HAND, security.secret().derive(Identities.BY_HAND)),
                            security.tls(config.get(Settings.TLS)),
                            new ExecutorOptions.OwnServer(new InetSocketAddress(own, 0), host),
                            null,
                            Build.current().text()),
                    Clock.SYSTEM);
            out.println("vonk executor: " + executor + " runs up to " + slots + " tasks at once for the driver at "
                    + driver);
            out.flush();
            Runtime.getRuntime().addShutdownHook(new Thread(executor::close, "vonk-end"));
            String why = executor.ended().join();
            out.println("vonk executor: " + executor + " has ended: " + why);
            return ExitCodes.OK;
        } catch (ConfigurationException e) {
            return Daemon.refused(spec.commandLine().getErr(), e);
        } catch (IOException e) {
            spec.commandLine().getErr().println("vonk: " + e.getMessage());
            return ExitCodes.JOB_FAILED;
        }
    }
}
