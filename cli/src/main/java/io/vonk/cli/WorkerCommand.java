package io.vonk.cli;

import com.sun.management.OperatingSystemMXBean;
import io.vonk.config.MasterUrl;
import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.worker.JavaCommand;
import io.vonk.internal.worker.Worker;
import io.vonk.internal.worker.WorkerOptions;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk worker}: the agent of a node. */
@Command(
        name = "worker",
        description = "Run a worker: it starts executors on this machine for programs of the cluster.")
final class WorkerCommand implements Callable<Integer> {
    private static final long LEFT_TO_THE_MACHINE = 1L << 30;
    private static final long LEAST = 512L << 20;

    @Parameters(paramLabel = "URL", arity = "1", description = "The master: vonk://HOST:PORT.")
    private String url = "";

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "${env:VONK_WORKER_CORES:-0}",
            description = "How many cores it offers (default: all).")
    private int cores;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "${env:VONK_WORKER_MEMORY:-}",
            description = "How much memory it offers, such as 4g (default: all but 1g).")
    private String memory = "";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${env:VONK_WORKER_DIR:-}",
            description = "For shuffle files, spilled data and logs (default: below the temporary directory).")
    private String directory = "";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:VONK_WORKER_HOST:-127.0.0.1}",
            description = "Where to listen, and what others call this machine (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:VONK_WORKER_PORT:-0}",
            description = "Where it serves shuffle files (default: one that is free).")
    private int port;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name in the cluster (default: worker-HOST-PID).")
    private @Nullable String name;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            WorkerOptions options = options();
            Worker worker = Worker.start(options, Clock.SYSTEM, notice -> {
                out.println("vonk worker: " + notice);
                out.flush();
            });
            out.println("vonk worker: " + options.id() + " offers " + options.cores() + " cores and "
                    + (options.memoryBytes() >> 20) + " MiB; shuffle files at " + worker.address() + ", in "
                    + worker.directory());
            out.flush();
            return Daemon.runUntilSignal(worker::close);
        } catch (ConfigurationException e) {
            return Daemon.refused(spec.commandLine().getErr(), e);
        }
    }

    private WorkerOptions options() {
        VonkConfig config = VonkConfig.ofProcess(Map.of());
        MasterUrl parsed;
        try {
            parsed = MasterUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "URL must be vonk://HOST:PORT; got: " + url, e);
        }
        if (!(parsed instanceof MasterUrl.Cluster masters)) {
            throw new ParameterException(spec.commandLine(), "URL must be vonk://HOST:PORT; got: " + url);
        }
        SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
        InetAddress address = Daemon.address(host, "--host");
        SecurityDirectory.checkMayListen(address, security);
        String id = name == null
                ? "worker-" + host.replaceAll("[^A-Za-z0-9._-]", "-") + "-"
                        + ProcessHandle.current().pid()
                : name;
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name must have 1 to 64 letters, digits, dots, underscores or hyphens; got: " + id);
        }
        return options(
                id,
                masters.masters().stream().map(Addresses::parse).toList(),
                new InetSocketAddress(address, Daemon.port(port, "--port")),
                host,
                cores > 0 ? cores : Runtime.getRuntime().availableProcessors(),
                memory.isEmpty() ? usualMemory() : bytes(memory),
                directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory)),
                security,
                config);
    }

    /** A worker's options, with those that come from settings. */
    static WorkerOptions options(
            String id,
            List<InetSocketAddress> masters,
            InetSocketAddress listen,
            String host,
            int cores,
            long memoryBytes,
            Optional<Path> directory,
            SecurityDirectory security,
            VonkConfig config) {
        return new WorkerOptions(
                id,
                masters,
                listen,
                host,
                cores,
                memoryBytes,
                directory,
                security,
                config.get(Settings.TLS) ? security.path() : null,
                JavaCommand.ofThisProcess(),
                // Most programs take the heap that executors have unless they say something else.
                config.get(Settings.EXECUTOR_MEMORY),
                Build.current().text());
    }

    /** All but what the machine needs for itself. */
    static long usualMemory() {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Math.max(LEAST, machine.getTotalMemorySize() - LEFT_TO_THE_MACHINE);
    }

    private long bytes(String text) {
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--memory must be " + e.getMessage() + "; got: " + text, e);
        }
    }
}
