package io.vonk.internal.transport;

import org.jspecify.annotations.Nullable;

/** The secrets that a listening end accepts. Thread safety: asked by many threads; must not block. */
@FunctionalInterface
public interface KeyRing {

    /** The secret of an identity; null if nobody has that identity (any more). */
    @Nullable
    Secret secretOf(String identity);

    /** Accepts one identity. */
    static KeyRing of(Credentials credentials) {
        return identity -> identity.equals(credentials.identity()) ? credentials.secret() : null;
    }
}
