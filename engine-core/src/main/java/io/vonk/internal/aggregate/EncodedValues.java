package io.vonk.internal.aggregate;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import org.jspecify.annotations.Nullable;

/** The values of a batch of encoded records: none for records without, numbers, or objects. Used by one thread. */
final class EncodedValues {
    final long[] bits = new long[Batch.CAPACITY];
    final @Nullable Object[] objects = new @Nullable Object[Batch.CAPACITY];
    private @Nullable RecordCodec codec;
    private boolean numbers;

    /** Takes values that {@code newCodec} has written, as bits if they are {@code longs}; or none, if it is null. */
    void expect(@Nullable RecordCodec newCodec, boolean longs) {
        codec = newCodec;
        numbers = longs;
    }

    /** Reads the value of a record, where its key has just been read. */
    void read(RecordInput in, int index) {
        if (numbers) {
            bits[index] = in.getZigZag();
        } else if (codec != null) {
            objects[index] = codec.read(in);
        }
    }
}
