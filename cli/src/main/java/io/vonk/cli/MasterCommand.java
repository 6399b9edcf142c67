package io.vonk.cli;

import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.cluster.MasterDaemon;
import io.vonk.internal.cluster.MasterOptions;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vonk master}: the cluster manager. */
@Command(
        name = "master",
        description = "Run a master: it knows the workers, and gives their cores to programs.",
        footer = {
            "",
            "Masters that are given the same --state-dir (on a disk that they share) take over from one another; workers and",
            "programs are then told all of them: vonk://host1:7077,host2:7077.",
        })
final class MasterCommand implements Callable<Integer> {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:VONK_MASTER_HOST:-127.0.0.1}",
            description = "Where to listen, and what others call this machine (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:VONK_MASTER_PORT:-7077}",
            description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--rest-port",
            paramLabel = "PORT",
            defaultValue = "${env:VONK_MASTER_REST_PORT:-0}",
            description = "Answer Spark's REST requests about submissions, usually at 6066 (default: 0, no).")
    private int restPort;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "What it must remember (default: ~/.vonk/master-PORT).")
    private @Nullable Path state;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            MasterDaemon daemon = MasterDaemon.start(options(), Clock.SYSTEM, notice -> {
                out.println("vonk master: " + notice);
                out.flush();
            });
            out.println("vonk master: ready at vonk://" + daemon.address() + "; workers join by: vonk worker vonk://"
                    + daemon.address());
            out.flush();
            return Daemon.runUntilSignal(daemon::close);
        } catch (ConfigurationException e) {
            return Daemon.refused(spec.commandLine().getErr(), e);
        }
    }

    private MasterOptions options() {
        VonkConfig config = VonkConfig.ofProcess(Map.of());
        SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
        InetAddress address = Daemon.address(host, "--host");
        SecurityDirectory.checkMayListen(address, security);
        Path ofPort = Path.of(System.getProperty("user.home"), ".vonk", "master-" + port);
        return new MasterOptions(
                new InetSocketAddress(address, Daemon.port(port, "--port")),
                host,
                state == null ? ofPort : state,
                state != null,
                Daemon.port(restPort, "--rest-port"),
                security,
                config.get(Settings.TLS),
                Build.current().text());
    }
}
