package io.vonk.error;

import org.jspecify.annotations.Nullable;

/** The root of everything that the engine throws on purpose. The message says what, which, what was expected and what to do. */
public class VonkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public VonkException(String message) {
        super(message);
    }

    public VonkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
