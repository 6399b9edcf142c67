package io.vonk.internal.transport;

import java.util.regex.Pattern;

/**
 * Who this end says that it is, and the secret that proves it.
 *
 * @param identity what the other end finds the secret by: the cluster or an application; matches {@link #IDENTITY}
 * @param secret what proves it
 */
public record Credentials(String identity, Secret secret) {
    /** Letters, digits, dots, underscores and hyphens; at most 64. */
    public static final Pattern IDENTITY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Credentials {
        if (!IDENTITY.matcher(identity).matches()) {
            throw new IllegalArgumentException(
                    "an identity has 1 to 64 letters, digits, dots, underscores or hyphens; got: " + identity);
        }
    }
}
