package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys that are all Long, or all Integer. */
final class LongKeyTable extends KeyTable {
    private final boolean longs;
    private long[] keys = new long[FIRST_CAPACITY];
    private long[] batch = new long[Batch.CAPACITY];

    LongKeyTable(boolean longs) {
        this.longs = longs;
    }

    @Override
    int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        makeRoomInBatch(to);
        return longs
                ? numberLongs(records, pairs, from, to, numbers)
                : numberIntegers(records, pairs, from, to, numbers);
    }

    private int numberLongs(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        int i = from;
        for (; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof Long number)) {
                break;
            }
            batch[i] = number;
        }
        numberBatch(from, i, numbers);
        return i;
    }

    /**
     * First reads all slots, then touches the keys that they name, and compares only then: in loops without branches that
     * depend on what is read the processor goes on with the next keys while one waits for memory, and a comparison whose
     * outcome was guessed wrongly would stop all that follow. A key that is added later in the batch is not seen by the first
     * loop; whoever finds no match looks again.
     */
    private void numberBatch(int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            numbers[i] = slots[(int) HashPartitioner.mix(batch[i]) & mask];
        }
        long seen = 0;
        for (int i = from; i < to; i++) {
            seen ^= keys[Math.max(numbers[i] - 1, 0)];
        }
        touched = seen;
        for (int i = from; i < to; i++) {
            int number = numbers[i] - 1;
            numbers[i] = number >= 0 && keys[number] == batch[i] ? number : number(batch[i]);
        }
    }

    @Override
    boolean takes(RecordCodec codec) {
        return longs ? RecordCodecs.isLong(codec) : RecordCodecs.isInteger(codec);
    }

    @Override
    void number(RecordInput in, EncodedValues values, int count, int[] numbers) {
        makeRoomInBatch(count);
        for (int i = 0; i < count; i++) {
            // An int has the same bytes as the long of that value.
            batch[i] = in.getZigZag();
            values.read(in, i);
        }
        numberBatch(0, count, numbers);
    }

    @Override
    void encode(int number, RecordOutput out) {
        out.putZigZag(keys[number]);
    }

    private void makeRoomInBatch(int count) {
        if (batch.length < count) {
            batch = new long[count];
        }
    }

    private int numberIntegers(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        int i = from;
        for (; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof Integer number)) {
                break;
            }
            batch[i] = number;
        }
        numberBatch(from, i, numbers);
        return i;
    }

    /** The number of a key. */
    int number(long key) {
        int slot = (int) HashPartitioner.mix(key) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                keys[size] = key;
                slots[slot] = ++size;
                return size - 1;
            }
            if (keys[entry - 1] == key) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    @Override
    Object key(int number) {
        if (longs) {
            return keys[number];
        }
        return (int) keys[number];
    }

    @Override
    void keys(int from, int count, @Nullable Object[] into) {
        if (longs) {
            for (int i = 0; i < count; i++) {
                into[i] = keys[from + i];
            }
        } else {
            super.keys(from, count, into);
        }
    }

    @Override
    long hash(int number) {
        return HashPartitioner.mix(keys[number]);
    }

    @Override
    long bytes(int count) {
        return 16L * count;
    }

    @Override
    long extraBytes() {
        return 0;
    }

    @Override
    void resizeKeys(int newCapacity) {
        keys = Arrays.copyOf(keys, newCapacity);
    }

    @Override
    void clearKeys() {
        // Numbers are overwritten as keys come.
    }
}
