package io.vonk.internal.security;

import io.vonk.error.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an authority, and a key for the nodes with a certificate that the authority has signed. */
final class Certificates {
    private static final String AUTHORITY = "authority";
    private static final String NODE = "node";
    private static final String BOTH = "both.p12";

    private Certificates() {}

    /**
     * Writes {@value SecurityDirectory#AUTHORITY}, {@value SecurityDirectory#NODE} and {@value
     * SecurityDirectory#TRUST}.
     *
     * @param files where to
     * @param keyTool what makes the keys
     * @param passwordFile a file whose first line is their password
     * @throws ConfigurationException if the file of the password cannot be read
     * @throws IOException if a file cannot be written, or keytool fails
     */
    static void make(PrivateFiles files, KeyTool keyTool, Path passwordFile) throws IOException {
        // The authority signs a key of the store that it is in itself; only then are the two parted.
        Path both = files.scratch(BOTH);
        try {
            keyTool.makeKey(
                    both,
                    passwordFile,
                    AUTHORITY,
                    List.of("-ext", "bc:c=ca:true,pathlen:0", "-ext", "ku:c=keyCertSign"));
            keyTool.makeKey(
                    both,
                    passwordFile,
                    NODE,
                    List.of(
                            "-signer",
                            AUTHORITY,
                            "-ext",
                            "ku:c=digitalSignature",
                            "-ext",
                            "eku=serverAuth,clientAuth"));
            part(
                    files,
                    both,
                    Secrets.readLine(passwordFile, "make the directory again").toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java cannot read the keys that its keytool makes", e);
        } finally {
            Files.deleteIfExists(both);
        }
    }

    private static void part(PrivateFiles files, Path both, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        try (InputStream in = Files.newInputStream(both)) {
            store.load(in, password);
        }
        PrivateKeyEntry authority = key(store, AUTHORITY, password);
        PrivateKeyEntry node = key(store, NODE, password);
        Certificate signer = authority.getCertificate();
        node.getCertificate().verify(signer.getPublicKey());

        files.write(SecurityDirectory.AUTHORITY, storeOf(AUTHORITY, authority, password));
        files.write(SecurityDirectory.NODE, storeOf(NODE, node, password));
        KeyStore trust = emptyStore();
        trust.setCertificateEntry(AUTHORITY, signer);
        files.write(SecurityDirectory.TRUST, bytes(trust, password));
    }

    private static PrivateKeyEntry key(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        KeyStore.@Nullable Entry entry = store.getEntry(alias, new PasswordProtection(password));
        if (entry instanceof PrivateKeyEntry key) {
            return key;
        }
        throw new GeneralSecurityException("there is no key " + alias);
    }

    private static byte[] storeOf(String alias, PrivateKeyEntry key, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setEntry(alias, key, new PasswordProtection(password));
        return bytes(store, password);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, char[] password) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password);
        return out.toByteArray();
    }
}
