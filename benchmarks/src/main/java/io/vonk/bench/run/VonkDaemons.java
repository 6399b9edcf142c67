package io.vonk.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Vonk's daemons, started by {@code bin/vonk} as users do, with a secret of their own.
 *
 * @param command the path of {@code bin/vonk}
 * @param heap of each executor, which is all that a worker offers
 */
record VonkDaemons(Path command, String heap) implements ClusterKind {
    private static final int SECRET_BYTES = 32;

    @Override
    public void prepare(Path directory) throws IOException {
        Path security = Files.createDirectory(security(directory));
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Path file = security.resolve("secret");
        Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(security, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Override
    public DaemonCommand master(Path directory) {
        return new DaemonCommand(
                List.of(
                        command.toString(),
                        "master",
                        "--port",
                        "0",
                        "--state-dir",
                        directory.resolve("master").toString()),
                environment(directory),
                Pattern.compile("ready at (vonk://[^; ]+)"));
    }

    @Override
    public DaemonCommand worker(Path directory, String master, int number) {
        String name = "worker-" + number;
        return new DaemonCommand(
                List.of(
                        command.toString(),
                        "worker",
                        master,
                        "--cores",
                        "1",
                        "--memory",
                        heap,
                        "--name",
                        name,
                        "--dir",
                        directory.resolve(name).toString()),
                environment(directory),
                Pattern.compile("registered with the master"));
    }

    @Override
    public List<String> driverOptions(Path directory) {
        return List.of("-Dvonk.security.dir=" + security(directory), "-Dvonk.executor.memory=" + heap);
    }

    /** What commands of {@code bin/vonk} need to use the cluster in a directory. */
    Map<String, String> environment(Path directory) {
        // The heap, so that the JVM that a worker starts ahead is one that programs want.
        return Map.of(
                "VONK_SECURITY_DIR", security(directory).toString(), "VONK_EXECUTOR_MEMORY", heap, "VONK_HEAP", "512m");
    }

    private static Path security(Path directory) {
        return directory.resolve("security");
    }
}
