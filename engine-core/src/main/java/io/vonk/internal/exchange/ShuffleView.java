package io.vonk.internal.exchange;

import io.vonk.internal.sort.RangeBounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader must know of a shuffle. Immutable.
 *
 * @param version rises with every change of the shuffle
 * @param outputs those that count, in the order of the map partitions
 * @param bounds where the ranges are cut; null for a shuffle without ranges
 */
public record ShuffleView(
        long version, List<PlacedOutput> outputs, @Nullable RangeBounds bounds) {
    public ShuffleView {
        outputs = List.copyOf(outputs);
    }
}
