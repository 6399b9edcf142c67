package io.vonk.cli;

import io.vonk.config.MasterUrl;
import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.cluster.SubmissionJson;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.MasterClient;
import io.vonk.internal.file.ContentHash;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.ClusterReport;
import io.vonk.internal.wire.DriverCommand;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Drivers that run on a worker: how they are submitted, asked for and ended. */
final class Submission {
    private static final String USUAL_MEMORY = "1g";
    private static final long POLL_MILLIS = 500;
    private static final Set<String> ACTIVE = Set.of("SUBMITTED", "RUNNING", "RELAUNCHING");

    private final MasterUrl.Cluster cluster;
    private final VonkConfig config;
    private final SubmitSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;

    Submission(MasterUrl.Cluster cluster, VonkConfig config, SubmitSettings settings, CommandLine command) {
        this.cluster = cluster;
        this.config = config;
        this.settings = settings;
        this.out = command.getOut();
        this.err = command.getErr();
    }

    /** Asks for a driver, or ends it. */
    int ask(@Nullable String status, @Nullable String kill) throws IOException {
        try (Transport transport = transport();
                MasterClient master = connect(transport, Map.of())) {
            MasterQuestion question = kill != null
                    ? new MasterQuestion.KillDriver(kill)
                    : new MasterQuestion.DriverStatus(String.valueOf(status));
            ClusterReport.Driver driver = MasterMessages.readDriver(master.ask(question));
            out.println(SubmissionJson.status(
                    driver, kill != null ? "KillSubmissionResponse" : "SubmissionStatusResponse"));
            return driver.found() ? ExitCodes.OK : ExitCodes.JOB_FAILED;
        }
    }

    /** Gives a driver to the cluster. */
    int submit(String mainClass, List<Path> jars, SubmitOptions options, List<String> arguments) throws IOException {
        Map<String, Path> byHash = new HashMap<>();
        DriverCommand command = new DriverCommand(
                config.get(Settings.APP_NAME),
                mainClass,
                arguments,
                blobs(jars, byHash),
                blobs(options.files.stream().map(Path::of).toList(), byHash),
                options.driverJavaOptions == null
                        ? List.of()
                        : List.of(options.driverJavaOptions.strip().split("\\s+")),
                driverSettings(),
                Map.of(),
                options.driverCores,
                memory(options.driverMemory == null ? USUAL_MEMORY : options.driverMemory),
                options.supervise);
        try (Transport transport = transport();
                MasterClient master = connect(transport, byHash)) {
            String id = MasterMessages.readSubmitted(master.ask(new MasterQuestion.SubmitDriver(command)));
            out.println("submitted as " + id + "; ask for it by: vonk submit --master vonk://"
                    + String.join(",", cluster.masters()) + " --status " + id);
            out.flush();
            return settings.waitForEnd() ? awaitEnd(master, id) : ExitCodes.OK;
        }
    }

    private int awaitEnd(MasterClient master, String id) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        String before = "";
        while (true) {
            ClusterReport.Driver driver = MasterMessages.readDriver(master.ask(new MasterQuestion.DriverStatus(id)));
            if (!driver.state().equals(before)) {
                before = driver.state();
                out.println(id + " is " + before + (driver.message().isEmpty() ? "" : ": " + driver.message()));
                out.flush();
            }
            if (!ACTIVE.contains(before)) {
                return before.equals("FINISHED") ? ExitCodes.OK : ExitCodes.JOB_FAILED;
            }
            try {
                boolean unused = never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCodes.JOB_FAILED;
            }
        }
    }

    /** Those of the submission, and where the secret is: the worker that runs the driver names the master itself. */
    private Map<String, String> driverSettings() {
        Map<String, String> all = new HashMap<>(settings.settings());
        all.remove(Settings.MASTER.key());
        config.get(Settings.SECURITY_DIR)
                .ifPresent(directory -> all.put(
                        Settings.SECURITY_DIR.key(), directory.toAbsolutePath().toString()));
        if (config.get(Settings.TLS)) {
            all.put(Settings.TLS.key(), "on");
        }
        return all;
    }

    private static long memory(String text) {
        try {
            return Sizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--driver-memory must be " + e.getMessage() + "; got: " + text, e);
        }
    }

    private static List<DriverCommand.Blob> blobs(List<Path> files, Map<String, Path> byHash) throws IOException {
        List<DriverCommand.Blob> blobs = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String hash = ContentHash.hex(bytes);
            byHash.put(hash, file);
            blobs.add(new DriverCommand.Blob(hash, bytes.length, String.valueOf(file.getFileName())));
        }
        return blobs;
    }

    private Transport transport() {
        TransportOptions sockets =
                TransportOptions.of("vonk-submit-net", Build.current().text()).withThreads(1);
        return Transport.open(
                config.get(Settings.TLS)
                        ? sockets.withTls(SecurityDirectory.of(config.get(Settings.SECURITY_DIR))
                                .requireTls())
                        : sockets);
    }

    private MasterClient connect(Transport transport, Map<String, Path> files) throws IOException {
        SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
        return MasterClient.connect(
                transport,
                cluster.masters().stream().map(Addresses::parse).toList(),
                new Credentials(Identities.CLUSTER, security.secret()),
                (hash, request) -> send(files.get(hash), request));
    }

    private void send(@Nullable Path file, StreamRequest request) {
        if (file == null) {
            request.fail("no such file was submitted");
            return;
        }
        try {
            request.send(StreamSource.of(Files.readAllBytes(file)));
        } catch (IOException e) {
            err.println("vonk: " + file + " cannot be read: " + e);
            request.fail(file + " cannot be read: " + e.getMessage());
        }
    }
}
