package io.vonk.internal.shuffle;

import java.util.List;

/** One map output, or several that are read as if they were one. Thread safety: safe for use by many threads. */
public interface OutputPortion {

    /** Which outputs, in the order in which their records come. */
    List<MapOutputId> ids();

    /**
     * Their content.
     *
     * @throws FetchFailedException if one of them is lost
     */
    MapOutput open();

    /**
     * How many bytes there are for a reduce partition; -1 if that is not known, as an output is lost.
     *
     * @param reducePartition one that the outputs have
     */
    default long sizeBytes(int reducePartition) {
        MapOutput output = open();
        return reducePartition < output.reducePartitionCount() ? output.sizeBytes(reducePartition) : -1;
    }

    /** The reader has no use for them any more, and will not open them again. */
    default void release() {}
}
