package io.vonk.internal.shuffle;

/** Where a reduce task gets map outputs from: the process's {@link ShuffleStore}, or other processes. */
@FunctionalInterface
public interface MapOutputSource {

    /**
     * The output; it stays readable until the shuffle is removed.
     *
     * @throws FetchFailedException if it is lost
     */
    MapOutput open(MapOutputId id);
}
