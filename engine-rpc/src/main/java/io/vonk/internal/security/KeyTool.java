package io.vonk.internal.security;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The JDK's {@code keytool}, run as a process: the JDK has no public API that makes certificates.
 *
 * <p>Thread safety: immutable.
 */
final class KeyTool {
    /** Elliptic curves: a key takes milliseconds, and every Java has this one. */
    private static final List<String> KIND = List.of("-keyalg", "EC", "-groupname", "secp256r1");

    private static final String TEN_YEARS_DAYS = "3650";

    /** Say to a JVM what options it has; what it says of them would be taken for an error. */
    private static final Set<String> OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final int MOST_OUTPUT_BYTES = 8192;

    private final Path program;

    private KeyTool(Path program) {
        this.program = program;
    }

    /**
     * The one of a Java.
     *
     * @param javaHome where that is
     * @throws ConfigurationException if it has none
     */
    static KeyTool of(Path javaHome) {
        for (String name : List.of("keytool", "keytool.exe")) {
            Path program = javaHome.resolve("bin").resolve(name);
            if (Files.isExecutable(program)) {
                return new KeyTool(program);
            }
        }
        throw new ConfigurationException("the Java in " + javaHome
                + " has no bin/keytool, which makes the certificates; set JAVA_HOME to a JDK of version 17 or later,"
                + " which the nodes that use the directory do not need");
    }

    /**
     * Makes a key with a certificate of ten years.
     *
     * @param store a PKCS #12 file; made if it does not exist
     * @param passwordFile its first line is the store's password, which no list of processes shows in this way
     * @param name of the key, and in the certificate
     * @param more further options
     */
    void makeKey(Path store, Path passwordFile, String name, List<String> more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.add("-genkeypair");
        command.addAll(List.of("-alias", name, "-dname", "CN=Vonk " + name, "-validity", TEN_YEARS_DAYS));
        command.addAll(KIND);
        command.addAll(more);
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass:file", passwordFile.toString()));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(OPTIONS);
        Process process = builder.start();
        try {
            // It asks for nothing, and would wait for an answer otherwise.
            process.getOutputStream().close();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readNBytes(MOST_OUTPUT_BYTES), Charset.defaultCharset());
                in.transferTo(OutputStream.nullOutputStream());
            }
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException("keytool failed with exit code " + exitCode + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keytool was running");
        } finally {
            process.destroy();
        }
    }
}
