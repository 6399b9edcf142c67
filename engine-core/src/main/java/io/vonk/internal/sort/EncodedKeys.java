package io.vonk.internal.sort;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of keys as bytes, so that it can travel to where the keys' classes are not known. Each key is encoded by {@link
 * RecordCodecs#any}. Immutable.
 */
final class EncodedKeys implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    /** Where each key ends. */
    private final int[] ends;

    private EncodedKeys(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
    }

    /** Collects keys. */
    static final class Builder {
        private final RecordOutput out = new RecordOutput(256);
        private final List<Integer> ends = new ArrayList<>();

        void add(@Nullable Object key) {
            RecordCodecs.any().write(key, out);
            ends.add(out.position());
        }

        int size() {
            return ends.size();
        }

        EncodedKeys build() {
            return new EncodedKeys(
                    out.toByteArray(), ends.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    int size() {
        return ends.length;
    }

    long sizeBytes() {
        return bytes.length + 4L * ends.length;
    }

    /** Decodes the keys. */
    Reader reader(ClassLoader loader) {
        return new Reader(loader);
    }

    final class Reader {
        private final RecordCodec codec;
        private final RecordInput in = new RecordInput(bytes, 0, 0);

        private Reader(ClassLoader loader) {
            RecordOutput description = new RecordOutput(8);
            RecordCodecs.any().describe(description);
            codec = RecordCodecs.fromDescription(
                    new RecordInput(description.array(), 0, description.position()), loader);
        }

        @Nullable
        Object key(int index) {
            int start = index == 0 ? 0 : ends[index - 1];
            in.reset(bytes, start, ends[index] - start);
            return codec.read(in);
        }

        /** The first index whose key is not before {@code key}; the size if there is none. */
        int firstNotBefore(@Nullable Object key, KeyOrder order) {
            int from = 0;
            int to = ends.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (order.compare(key(middle), key) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }
}
