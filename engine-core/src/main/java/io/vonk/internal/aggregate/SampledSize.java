package io.vonk.internal.aggregate;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what objects take on the heap: three times the encoded size of a few of them. It is corrected by the
 * collector's own signal, see {@link io.vonk.internal.memory.HeapPressure}.
 *
 * <p>Keeps the codec from one estimate to the next: making one takes a hundred times as long as encoding a record. Used
 * by one thread.
 */
final class SampledSize {
    private static final int SAMPLES = 32;
    private static final int LEAST_BYTES = 16;

    /** What an object that cannot be encoded is taken for; it can neither be spilled nor sent. */
    private static final int UNKNOWN_BYTES = 128;

    private final RecordOutput out = new RecordOutput(256);
    private @Nullable RecordCodec codec;

    long estimate(@Nullable Object[] objects, int size) {
        if (size == 0) {
            return 0;
        }
        int step = Math.max(1, size / SAMPLES);
        long sum = 0;
        int count = 0;
        for (int i = step - 1; i < size; i += step) {
            sum += bytes(objects[i]);
            count++;
        }
        return sum / count * size;
    }

    private long bytes(@Nullable Object object) {
        if (object == null) {
            return 0;
        }
        out.position(0);
        try {
            codecFor(object).write(object, out);
        } catch (RuntimeException notEncodable) {
            return UNKNOWN_BYTES;
        }
        return LEAST_BYTES + 3L * out.position();
    }

    private RecordCodec codecFor(Object object) {
        RecordCodec fitting = codec;
        if (fitting == null || !fitting.fits(object)) {
            fitting = fitting == null ? RecordCodecs.forRecord(object) : RecordCodecs.widened(fitting, object);
            codec = fitting;
        }
        return fitting;
    }
}
