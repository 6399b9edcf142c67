package io.vonk.internal.exchange;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the driver of a cluster knows of its shuffles: which published map outputs count, where they are, and where ranges are
 * cut. A few words for each output, however many partitions it has: what is in it is known where it lies.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class MapOutputRegistry {
    private final OpenShuffles<PlacedOutput> shuffles = new OpenShuffles<>();

    /** Makes a shuffle known; does nothing if it is. */
    public void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        shuffles.open(shuffle, exchange, mapPartitionCount);
    }

    /** Makes an output the one that counts; returns the one that did before. */
    public @Nullable PlacedOutput accept(PlacedOutput output) {
        return shuffles.get(output.id().shuffle()).accept(output.id().mapPartition(), output);
    }

    /** Makes outputs not count any more; returns those that did. */
    public List<PlacedOutput> unregister(ShuffleId shuffle, int from, int until) {
        return shuffles.unregister(shuffle, from, until);
    }

    /** Cuts the ranges of a sort, the first time only; does nothing for other shuffles. */
    public void finish(ShuffleId shuffle, ClassLoader classLoader) {
        shuffles.get(shuffle).cutRanges(PlacedOutput::sparseIndex, classLoader);
    }

    /**
     * What readers must know.
     *
     * @throws io.vonk.internal.shuffle.FetchFailedException if an output is missing, naming it
     */
    public ShuffleView view(ShuffleId shuffle) {
        OpenShuffle<PlacedOutput> open = shuffles.get(shuffle);
        // The version first: if something changes meanwhile, what is read is newer than it says.
        long version = open.version();
        return new ShuffleView(version, open.accepted(), open.rangeBounds());
    }

    /** The version that a view of a shuffle has at least if it is asked for from now on; 0 for a shuffle that is not known. */
    public long version(ShuffleId shuffle) {
        OpenShuffle<PlacedOutput> open = shuffles.find(shuffle);
        return open == null ? 0 : open.version();
    }

    /** Forgets a shuffle. */
    public void drop(ShuffleId shuffle) {
        shuffles.drop(shuffle);
    }
}
