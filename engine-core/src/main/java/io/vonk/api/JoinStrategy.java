package io.vonk.api;

/** How a join brings its two sides together. */
public enum JoinStrategy {
    /**
     * Chosen by the engine: without a shuffle where both sides are placed alike; by broadcast where the other side is read
     * from little input; else by hash, falling back to sort-merge in partitions that do not fit into memory.
     */
    AUTO,
    /**
     * The other side is gathered in the driver, where it must fit into memory, and handed to every task; this side does not
     * move.
     */
    BROADCAST,
    /** Both sides are shuffled; of each partition the smaller side is put into a table. Falls back to sort-merge. */
    HASH,
    /** Both sides are shuffled and sorted within each partition, and merged. */
    SORT_MERGE
}
