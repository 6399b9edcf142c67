package io.vonk.internal.driver;

import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.TlsIdentity;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a session is set up whose executors are other processes.
 *
 * @param name the first part of the names of its threads, beginning with {@code vonk}
 * @param credentials what executors log in with: the application and its secret
 * @param listen where executors are awaited; port 0 for one that is free
 * @param host what executors on other machines call this one
 * @param tls encrypts connections; null for none
 * @param fusion whether busy stages get generated code
 * @param build what this process says of itself to its peers
 */
public record ClusterOptions(
        String name,
        Credentials credentials,
        InetSocketAddress listen,
        String host,
        @Nullable TlsIdentity tls,
        boolean fusion,
        String build) {

    /** The application. */
    public String application() {
        return credentials.identity();
    }
}
