package io.vonk.error;

import org.jspecify.annotations.Nullable;

/**
 * A job that ended without its result. The message names the operation and the user's line, the stage, the partition, the
 * attempt, and where known the record and its place in the input; the cause is the exception that the user's code threw, or
 * the engine's reason.
 */
public class JobFailedException extends VonkException {
    private static final long serialVersionUID = 1;

    public JobFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
