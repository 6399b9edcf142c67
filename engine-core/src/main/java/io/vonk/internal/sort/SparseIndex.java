package io.vonk.internal.sort;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What is where in a sorted map output: some of its keys, how many bytes lie from each to the next, and the number of the block
 * in which the key's first entry lies. Immutable.
 */
public final class SparseIndex implements Serializable {
    private static final long serialVersionUID = 1;

    private final EncodedKeys keys;
    private final long[] weights;
    private final int[] blocks;
    private final int blockCount;

    private SparseIndex(EncodedKeys keys, long[] weights, int[] blocks, int blockCount) {
        this.keys = keys;
        this.weights = weights;
        this.blocks = blocks;
        this.blockCount = blockCount;
    }

    /** Makes an index while the entries pass by in order. Used by one thread. */
    public static final class Builder {
        private final EncodedKeys.Builder keys = new EncodedKeys.Builder();
        private final long intervalBytes;
        private long[] weights = new long[16];
        private int[] blocks = new int[16];
        private long sinceLast;

        /** Takes a key about every {@code intervalBytes}. */
        public Builder(long intervalBytes) {
            this.intervalBytes = intervalBytes;
        }

        /** Sees the current entry of a cursor, which goes into the block of number {@code block}. */
        public void add(EntryCursor entry, int block) {
            if (keys.size() == 0 || sinceLast >= intervalBytes) {
                if (keys.size() == weights.length) {
                    weights = Arrays.copyOf(weights, weights.length * 2);
                    blocks = Arrays.copyOf(blocks, blocks.length * 2);
                }
                blocks[keys.size()] = block;
                keys.add(entry.key());
                sinceLast = 0;
            }
            int length = entry.end() - entry.start();
            weights[keys.size() - 1] += length;
            sinceLast += length;
        }

        /** The index of an output of {@code blockCount} blocks. */
        public SparseIndex build(int blockCount) {
            int size = keys.size();
            return new SparseIndex(keys.build(), Arrays.copyOf(weights, size), Arrays.copyOf(blocks, size), blockCount);
        }
    }

    /** How many keys it holds. */
    public int size() {
        return weights.length;
    }

    /** How much memory it takes. */
    public long sizeBytes() {
        return keys.sizeBytes() + 12L * weights.length;
    }

    EncodedKeys keys() {
        return keys;
    }

    /** How many bytes lie from a key to the next one. */
    long weight(int index) {
        return weights[index];
    }

    /**
     * The blocks in which a range of keys lies.
     *
     * @param from the first block
     * @param checkedFrom the first block that may hold keys at or above the upper end; {@code end} if there is none
     * @param end after the last block
     */
    public record Blocks(int from, int checkedFrom, int end) {

        /** The same blocks where the numbers begin at {@code first}, because those before it are not there. */
        public Blocks from(int first) {
            return from == end ? new Blocks(0, 0, 0) : new Blocks(from - first, checkedFrom - first, end - first);
        }
    }

    /** Finds the blocks of one partition of {@code bounds}. */
    public Blocks locate(RangeBounds bounds, int partition, KeyOrder order, ClassLoader loader) {
        if (bounds.isEmpty(partition) || blockCount == 0) {
            return new Blocks(0, 0, 0);
        }
        EncodedKeys.Reader reader = keys.reader(loader);
        int from = 0;
        if (bounds.hasLow(partition)) {
            // Keys that equal the lower end may begin in the block of the last smaller key.
            int first = reader.firstNotBefore(bounds.low(partition, loader), order);
            from = blocks[Math.max(0, first - 1)];
        }
        if (!bounds.hasHigh(partition)) {
            return new Blocks(from, blockCount, blockCount);
        }
        int above = reader.firstNotBefore(bounds.high(partition, loader), order);
        int checkedFrom = above == 0 ? 0 : blocks[above - 1];
        int end = above == size() ? blockCount : blocks[above] + 1;
        return new Blocks(from, Math.max(from, checkedFrom), Math.max(from, end));
    }
}
