package io.vonk.bench.job;

/**
 * How much data the jobs work on. At scale 1: the sizes that the table of results is about.
 *
 * @param pairs generated pairs (10 million), also the records of the sorts
 * @param keys how many keys the pairs have, also the rows of the small side of joins (1 million)
 * @param nodes nodes of the graph, each with 10 links (1 million)
 * @param points points of ten coordinates (2 million)
 * @param longs numbers that are summed (100 million)
 * @param wordBytes bytes of text (500 million)
 * @param vocabulary how many different words there are (1 million)
 * @param teraRecords records of 100 bytes (10 million)
 * @param tripRows rows of taxi trips (18 million)
 * @param emptyTasks tasks without work (10,000, at every scale)
 * @param shufflePartitions partitions on both sides of the wide shuffle (2,000; smaller below scale 1)
 */
public record Sizes(
        long pairs,
        long keys,
        int nodes,
        int points,
        long longs,
        long wordBytes,
        int vocabulary,
        long teraRecords,
        long tripRows,
        int emptyTasks,
        int shufflePartitions) {

    /** Partitions of generated data and of shuffles, where a job does not say otherwise. */
    public static final int PARTITIONS = 4;

    /**
     * All sizes times {@code scale}.
     *
     * @throws IllegalArgumentException if the scale is not above 0 and at most 100
     */
    public static Sizes of(double scale) {
        if (!(scale > 0 && scale <= 100)) {
            throw new IllegalArgumentException("the scale is " + scale + "; expected a number above 0, up to 100");
        }
        return new Sizes(
                at(scale, 10_000_000),
                at(scale, 1_000_000),
                (int) at(scale, 1_000_000),
                (int) at(scale, 2_000_000),
                at(scale, 100_000_000),
                at(scale, 500_000_000),
                (int) at(scale, 1_000_000),
                at(scale, 10_000_000),
                at(scale, 18_000_000),
                10_000,
                (int) Math.min(2_000, at(Math.sqrt(scale), 2_000)));
    }

    private static long at(double scale, long full) {
        return Math.max(10, Math.round(full * scale));
    }
}
