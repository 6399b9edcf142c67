package io.vonk.internal.shuffle;

/**
 * Neighbouring segments of a map output.
 *
 * @param output whose segments
 * @param from the first
 * @param until one more than the last; equal to {@code from} for none
 */
public record SegmentRange(MapOutputId output, int from, int until) {

    /** Refuses negative ranges. */
    public SegmentRange {
        if (from < 0 || until < from) {
            throw new IllegalArgumentException(
                    "segments are counted from 0; got: " + from + " to before " + until + " of " + output);
        }
    }
}
