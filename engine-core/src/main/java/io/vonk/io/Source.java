package io.vonk.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A place that records are read from, in splits that can be read independently and repeatedly.
 *
 * <p>A source is immutable and serializable. Reading the same split twice must give the same records in the same order,
 * unless the data itself has changed; the engine re-reads a split when it has to recompute lost work.
 */
public interface Source<T> extends Serializable {

    /**
     * Lists the splits; called once in the driver, when the first job needs them. Each split becomes one partition.
     *
     * @param minSplits how many splits are wanted at least, where the data can be divided that far
     * @throws IOException if the place cannot be looked at; the message names it
     */
    List<? extends Split> splits(int minSplits) throws IOException;

    /** Opens a split that {@link #splits} returned; called in a task. The caller closes the reader. */
    RecordReader<T> open(Split split) throws IOException;

    /** A short text for plans and messages, such as {@code text files trips/*.csv}. */
    String describe();
}
