package io.vonk.internal.shuffle;

import io.vonk.error.VonkException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map output is lost: it is not there, or what is there is not what was written. The task that reads it fails, and the
 * output has to be computed again.
 *
 * <p>Unchecked, because it passes through iterators of user code on its way to the task runner.
 */
public final class FetchFailedException extends VonkException {
    private static final long serialVersionUID = 1;

    private final transient List<MapOutputId> outputs;

    /** The failure to read {@code output}. */
    public FetchFailedException(MapOutputId output, String reason, @Nullable Throwable cause) {
        this(List.of(output), reason, cause);
    }

    /** The failure to read {@code outputs}, at least one, which are lost together. */
    FetchFailedException(List<MapOutputId> outputs, String reason, @Nullable Throwable cause) {
        super(
                outputs.get(0)
                        + (outputs.size() == 1 ? "" : " and " + (outputs.size() - 1) + " after it")
                        + " cannot be read: " + reason,
                cause);
        this.outputs = outputs;
    }

    /** The output that is lost, or the first of them. */
    public MapOutputId output() {
        return outputs.get(0);
    }

    /** All outputs that are lost, of one shuffle. */
    public List<MapOutputId> outputs() {
        return outputs;
    }
}
