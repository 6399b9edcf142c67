package io.vonk.internal.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority, and certificates that it has signed, made by the JDK's keytool. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    /** Makes the authority's own key and certificate in {@code folder}. */
    TestAuthority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=authority", "-ext", "bc:c", "-keystore", "ca.p12");
        keytool("-exportcert", "-alias", "ca", "-file", "ca.crt", "-keystore", "ca.p12");
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", "ca.crt", "-keystore", "trust.p12");
    }

    /** A key with a certificate that this authority has signed; trusts others like it. */
    TlsIdentity identity(String name) throws IOException, InterruptedException {
        String store = name + ".p12";
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keystore", store);
        keytool("-certreq", "-alias", name, "-file", name + ".csr", "-keystore", store);
        keytool("-gencert", "-alias", "ca", "-infile", name + ".csr", "-outfile", name + ".crt", "-keystore", "ca.p12");
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", "ca.crt", "-keystore", store);
        keytool("-importcert", "-noprompt", "-alias", name, "-file", name + ".crt", "-keystore", store);
        return load(store);
    }

    /** A key with a certificate that nobody else has signed; trusts those that this authority has. */
    TlsIdentity stranger() throws IOException, InterruptedException {
        keytool("-genkeypair", "-alias", "stranger", "-dname", "CN=stranger", "-keystore", "stranger.p12");
        return load("stranger.p12");
    }

    private TlsIdentity load(String store) {
        return TlsIdentity.load(folder.resolve(store), folder.resolve("trust.p12"), PASSWORD.toCharArray());
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }
}
