package io.vonk.internal.exchange;

import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.sort.SparseIndex;
import org.jspecify.annotations.Nullable;

/**
 * A published map output, and where it is.
 *
 * @param id which
 * @param node where it is served, in the words of the {@code SegmentService}
 * @param sparseIndex where which keys are, if it is to be cut into ranges; else null
 */
public record PlacedOutput(
        MapOutputId id, String node, @Nullable SparseIndex sparseIndex) {}
