package io.vonk.internal.plan;

import io.vonk.internal.batch.BatchReader;
import io.vonk.io.Split;
import java.io.IOException;

/** A source of the engine's own that makes batches itself, because it has primitives or records in memory. */
public interface BatchSource {

    /** Opens a split in place of {@code Source.open}. */
    BatchReader openBatches(Split split) throws IOException;
}
