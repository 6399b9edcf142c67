package io.vonk.error;

import org.jspecify.annotations.Nullable;

/**
 * An output directory could not be written. The message names the directory, the reason and what to do.
 *
 * <p>Unless {@link #decided()}, the directory has its old content.
 */
public class OutputException extends VonkException {
    private static final long serialVersionUID = 1;

    private final boolean decided;

    /** The directory has its old content. */
    public OutputException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /** See {@link #decided()}. */
    public OutputException(String message, @Nullable Throwable cause, boolean decided) {
        super(message, cause);
        this.decided = decided;
    }

    /**
     * Whether the job was committed, or may have been, and making its output visible could neither be finished nor taken
     * back. Then the next job that writes to the directory finishes it; running the same job again would bring its records
     * twice when it appends.
     */
    public boolean decided() {
        return decided;
    }
}
