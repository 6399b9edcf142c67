package io.vonk.error;

import org.jspecify.annotations.Nullable;

/**
 * Input data that cannot be read as what it is said to be. The message names the file and the place in it. Deterministic:
 * a task that meets it is not tried again.
 */
public class DataException extends VonkException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
