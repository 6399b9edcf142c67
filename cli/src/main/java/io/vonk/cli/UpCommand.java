package io.vonk.cli;

import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.cluster.MasterDaemon;
import io.vonk.internal.cluster.MasterOptions;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.worker.Worker;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk up N}: a cluster on this machine, for trying things out. */
@Command(
        name = "up",
        description = "Run a master and N workers on this machine, for trying things out; Ctrl-C ends all of them.")
final class UpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "N", arity = "0..1", defaultValue = "2", description = "How many workers (default: 2).")
    private int count;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7077",
            description = "Of the master (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of each worker (default: those of the machine, divided).")
    private int cores;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "",
            description = "Of each worker (default: that of the machine, divided).")
    private String memory = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "N must be at least 1; got: " + count);
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            VonkConfig config = VonkConfig.ofProcess(Map.of());
            SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
            Path state = Files.createTempDirectory("vonk-up");
            InetAddress loopback = InetAddress.getLoopbackAddress();
            MasterDaemon master = MasterDaemon.start(
                    new MasterOptions(
                            new InetSocketAddress(loopback, Daemon.port(port, "--port")),
                            "127.0.0.1",
                            state,
                            false,
                            0,
                            security,
                            config.get(Settings.TLS),
                            Build.current().text()),
                    Clock.SYSTEM,
                    notice -> say(out, notice));
            List<Worker> workers = new ArrayList<>();
            int each = cores > 0 ? cores : Math.max(1, Runtime.getRuntime().availableProcessors() / count);
            long bytes = memory.isEmpty() ? WorkerCommand.usualMemory() / count : memory();
            for (int i = 1; i <= count; i++) {
                workers.add(Worker.start(
                        WorkerCommand.options(
                                "worker-" + i,
                                List.of(Addresses.parse(master.address())),
                                new InetSocketAddress(loopback, 0),
                                "127.0.0.1",
                                each,
                                bytes,
                                Optional.empty(),
                                security,
                                config),
                        Clock.SYSTEM,
                        notice -> {}));
            }
            say(
                    out,
                    "ready; run programs with --master vonk://" + master.address()
                            + ", for example: vonk demo --master vonk://" + master.address());
            return Daemon.runUntilSignal(() -> {
                workers.forEach(Worker::close);
                master.close();
                try {
                    FileTrees.delete(state);
                } catch (IOException e) {
                    say(out, state + " cannot be deleted: " + e);
                }
            });
        } catch (ConfigurationException e) {
            return Daemon.refused(spec.commandLine().getErr(), e);
        } catch (IOException e) {
            spec.commandLine().getErr().println("vonk: no temporary directory can be made: " + e);
            return ExitCodes.JOB_FAILED;
        }
    }

    private long memory() {
        try {
            return Sizes.parse(memory);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--memory must be " + e.getMessage() + "; got: " + memory, e);
        }
    }

    private static void say(PrintWriter out, String notice) {
        out.println("vonk up: " + notice);
        out.flush();
    }
}
