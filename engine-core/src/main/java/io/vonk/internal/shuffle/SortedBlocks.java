package io.vonk.internal.shuffle;

import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.PairCodec;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.sort.EntryCursor;
import io.vonk.internal.sort.EntryFormat;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SortedRun;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring blocks of a sorted map output, without the entries that lie outside the range.
 *
 * @param blocks which ones
 * @param bounds the bounds of the range, or null if all entries of the blocks belong to it
 * @param partition which range of {@code bounds}
 */
record SortedBlocks(
        OperatorScope scope,
        KeyOrder order,
        MapOutputId id,
        MapOutput output,
        SparseIndex.Blocks blocks,
        @Nullable RangeBounds bounds,
        int partition)
        implements SortedRun {

    @Override
    public EntryCursor open() {
        return new Cursor(this);
    }

    @Override
    public int pages() {
        return output.inMemory() || blocks.from() == blocks.end() ? 0 : 1;
    }

    /** Does nothing: map outputs belong to their store. */
    @Override
    public void discard() {}

    private static final class Cursor extends EntryCursor {
        /** How many bytes are fetched from memory at once: few enough that those of all runs of a merge stay in the cache. */
        private static final int FETCHED_BYTES = 4 * 1024;

        private static final int LINE_BYTES = 64;

        private final SortedBlocks run;
        private final ClassLoader loader;
        private final RecordInput in = new RecordInput(new byte[0], 0, 0);
        private @Nullable BlockFileReader file;
        private @Nullable EntryFormat format;
        private @Nullable RecordCodec codec;
        private int nextBlock;
        private int recordsLeft;
        /** Up to where the bytes of the block are at hand. */
        private int fetched;
        /** Keeps the compiler from leaving {@link #fetch} out. */
        @SuppressWarnings("unused")
        private int touched;

        private final @Nullable Object low;
        private final @Nullable Object high;
        private final boolean hasHigh;
        private boolean aboveLow;
        private boolean ended;

        Cursor(SortedBlocks run) {
            this.run = run;
            this.loader = run.scope.classLoader();
            this.nextBlock = run.blocks.from();
            RangeBounds bounds = run.bounds;
            boolean hasLow = bounds != null && bounds.hasLow(run.partition) && !bounds.isEmpty(run.partition);
            this.aboveLow = !hasLow;
            this.low = bounds != null && hasLow ? bounds.low(run.partition, loader) : null;
            this.hasHigh = bounds != null && bounds.hasHigh(run.partition);
            this.high = bounds != null && hasHigh ? bounds.high(run.partition, loader) : null;
        }

        @Override
        public boolean next() throws IOException {
            while (!ended) {
                if (recordsLeft == 0 && !readBlock()) {
                    ended = true;
                    return false;
                }
                step();
                if (inRange()) {
                    return true;
                }
            }
            return false;
        }

        /** Shows the next entry of the block. Its key is decoded, because prefixes are not written. */
        private void step() {
            recordsLeft--;
            int start = in.position();
            if (start >= fetched) {
                fetch(start);
            }
            EntryFormat present = format();
            Object key = present.readKey(in);
            int keyEnd = in.position();
            present.restCodec().skip(in);
            show(0, run.order.prefix(key, present.keyOps()), in.array(), start, in.position(), key, keyEnd);
        }

        /**
         * Reads a byte of each line of memory that comes next: they are waited for together. Read entry by entry, in turns with
         * the other runs of the merge, each of them would be waited for alone.
         */
        private void fetch(int from) {
            byte[] bytes = in.array();
            int end = Math.min(from + FETCHED_BYTES, in.limit());
            int sum = 0;
            for (int i = from; i < end; i += LINE_BYTES) {
                sum += bytes[i];
            }
            touched = sum;
            fetched = end;
        }

        /** Whether the entry belongs to the range; ends the cursor at the first one that lies above. */
        private boolean inRange() {
            if (!aboveLow) {
                if (run.order.compare(key(), low) < 0) {
                    return false;
                }
                aboveLow = true;
            }
            if (hasHigh && nextBlock > run.blocks.checkedFrom() && run.order.compare(key(), high) >= 0) {
                ended = true;
                return false;
            }
            return true;
        }

        private boolean readBlock() throws IOException {
            while (recordsLeft == 0) {
                if (nextBlock == run.blocks.end()) {
                    return false;
                }
                EncodedBlock block = read(nextBlock++);
                if (codec == null || !codec.equals(block.codec())) {
                    codec = block.codec();
                    in.reset(block.bytes(), block.offset(), block.length());
                    format = EntryFormat.ofPairs(
                            pairs(), run.order, pairs().key().read(in));
                }
                in.reset(block.bytes(), block.offset(), block.length());
                recordsLeft = block.recordCount();
                fetched = in.position();
            }
            return true;
        }

        private PairCodec pairs() {
            if (codec instanceof PairCodec pairs) {
                return pairs;
            }
            throw new IllegalStateException("a sorted map output holds pairs; got the codec " + codec);
        }

        private EncodedBlock read(int range) {
            Path path = run.output.file();
            if (path == null) {
                return run.output.inMemory(range);
            }
            try {
                BlockFileReader reader = file;
                if (reader == null) {
                    reader = BlockFileReader.open(path, loader);
                    file = reader;
                }
                return reader.read(run.output.ranges(), range);
            } catch (IOException failed) {
                throw new FetchFailedException(run.id, String.valueOf(failed.getMessage()), failed);
            }
        }

        @Override
        public EntryFormat format() {
            return Objects.requireNonNull(format, "no entry yet");
        }

        @Override
        public KeyOrder order() {
            return run.order;
        }

        @Override
        public void close() throws IOException {
            ended = true;
            if (file != null) {
                file.close();
                file = null;
            }
        }
    }
}
