package io.vonk.internal.plan;

import io.vonk.error.VonkException;
import io.vonk.function.Partitioner;
import org.jspecify.annotations.Nullable;

/**
 * Places keys by ranges that are cut by the shuffle of this number when its sorted map outputs are known. Until then it can
 * be compared, but not asked.
 *
 * @param shuffleNode the number of the node whose shuffle cuts the ranges
 * @param partitionCount how many ranges are wanted
 */
public record RangePartitioner(long shuffleNode, int partitionCount) implements Partitioner {
    @Override
    public int partition(@Nullable Object key) {
        throw new VonkException(
                "the ranges of a sort are known only to the sort itself; to place other records alike, make a"
                        + " partitioner with known bounds");
    }
}
