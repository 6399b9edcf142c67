package io.vonk.internal.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * This process's key and certificate, and the authority whose certificates it trusts: TLS 1.3 by the JDK, both ends with certificates.
 *
 * <p>Which host a certificate names is not looked at: the authority is the cluster's own and signs nothing else, hosts of a cluster
 * come and go, and who the other end is has to be proved by a secret as well.
 *
 * <p>Thread safety: immutable.
 */
public final class TlsIdentity {
    private static final String PROTOCOL = "TLSv1.3";

    private final KeyManagerFactory keys;
    private final TrustManagerFactory authorities;

    private TlsIdentity(KeyManagerFactory keys, TrustManagerFactory authorities) {
        this.keys = keys;
        this.authorities = authorities;
    }

    /**
     * Reads two PKCS #12 files.
     *
     * @param keyStore one private key with its certificate
     * @param trustStore the certificate of the cluster's authority
     * @param password of both
     * @throws ConfigurationException if a file cannot be read, or has something else in it
     */
    public static TlsIdentity load(Path keyStore, Path trustStore, char[] password) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(read(keyStore, password), password);
            TrustManagerFactory authorities =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            authorities.init(read(trustStore, password));
            return new TlsIdentity(keys, authorities);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(
                    "the key in " + keyStore + " or the certificates in " + trustStore + " cannot be used: "
                            + e.getMessage() + "; make them with: vonk security init DIR",
                    e);
        }
    }

    private static KeyStore read(Path file, char[] password) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the key store " + file + " cannot be read: " + e + "; make one with: vonk security init DIR", e);
        }
    }

    SslContext server() throws SSLException {
        return SslContextBuilder.forServer(keys)
                .trustManager(authorities)
                .clientAuth(ClientAuth.REQUIRE)
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .build();
    }

    SslContext client() throws SSLException {
        return SslContextBuilder.forClient()
                .keyManager(keys)
                .trustManager(authorities)
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .endpointIdentificationAlgorithm(null)
                .build();
    }
}
