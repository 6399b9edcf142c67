package io.vonk.internal.shuffle;

import io.vonk.error.VonkException;
import org.jspecify.annotations.Nullable;

/**
 * A map output is lost: it is not there, or what is there is not what was written. The task that reads it fails, and the
 * output has to be computed again.
 *
 * <p>Unchecked, because it passes through iterators of user code on its way to the task runner.
 */
public final class FetchFailedException extends VonkException {
    private static final long serialVersionUID = 1;

    private final transient MapOutputId output;

    /** The failure to read {@code output}. */
    public FetchFailedException(MapOutputId output, String reason, @Nullable Throwable cause) {
        super(output + " cannot be read: " + reason, cause);
        this.output = output;
    }

    /** The output that is lost. */
    public MapOutputId output() {
        return output;
    }
}
