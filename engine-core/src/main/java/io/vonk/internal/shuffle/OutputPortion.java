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
}
