package io.vonk.error;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that the engine wrote itself came back changed or cut short: a damaged disk, cache or connection. The message
 * names the source, the offset in it and what is wrong. What the block held can be computed again.
 */
public class CorruptBlockException extends DataException {
    private static final long serialVersionUID = 1;

    public CorruptBlockException(String message) {
        super(message);
    }

    public CorruptBlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
