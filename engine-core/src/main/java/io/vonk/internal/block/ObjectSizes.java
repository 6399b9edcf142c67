package io.vonk.internal.block;

import io.vonk.data.Pair;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much memory objects take, about: with references of four bytes and headers of twelve, as in heaps of less than 32 GB.
 *
 * <p>Known classes are counted part by part, others by their encoded form. Used by one thread.
 */
final class ObjectSizes {
    /** How much larger objects of unknown classes are than their encoded form: headers, references, boxes. */
    private static final int OBJECTS_PER_ENCODED = 4;

    /** Of how many elements of a collection the size is asked. */
    private static final int SAMPLED_ELEMENTS = 16;

    private static final int COLLECTION_BYTES = 40;
    /** Of a collection, with the room that it keeps for more. */
    private static final int ELEMENT_BYTES = 5;

    private static final int MAP_ENTRY_BYTES = 48;
    private static final int MAX_DEPTH = 8;

    private final RecordOutput encoded = new RecordOutput(256);

    /** What {@code object} takes with all that it refers to. */
    long of(@Nullable Object object) {
        return of(object, 0);
    }

    private long of(@Nullable Object object, int depth) {
        if (object == null || object instanceof Boolean || object instanceof Byte || object instanceof Enum<?>) {
            return 0;
        }
        if (object instanceof Long || object instanceof Double) {
            return 24;
        }
        if (object instanceof Integer || object instanceof Float || object instanceof Short) {
            return 16;
        }
        if (object instanceof String text) {
            return 48L + text.length();
        }
        if (depth < MAX_DEPTH) {
            if (object instanceof Pair<?, ?> pair) {
                return 24 + of(pair.key(), depth + 1) + of(pair.value(), depth + 1);
            }
            // Classes of the user's may make their elements when asked for them.
            boolean known = object.getClass().getClassLoader() == null;
            if (known && object instanceof Collection<?> collection) {
                return COLLECTION_BYTES + (long) ELEMENT_BYTES * collection.size() + elements(collection, depth);
            }
            if (known && object instanceof Map<?, ?> map) {
                return COLLECTION_BYTES
                        + (long) MAP_ENTRY_BYTES * map.size()
                        + elements(map.keySet(), depth)
                        + elements(map.values(), depth);
            }
        }
        encoded.position(0);
        RecordCodecs.forRecord(object).write(object, encoded);
        long bytes = encoded.position();
        return object.getClass().isArray()
                        && object.getClass().getComponentType().isPrimitive()
                ? 16 + bytes
                : 16 + bytes * OBJECTS_PER_ENCODED;
    }

    private long elements(Collection<?> collection, int depth) {
        long bytes = 0;
        int sampled = 0;
        for (Object element : collection) {
            bytes += of(element, depth + 1);
            if (++sampled == SAMPLED_ELEMENTS) {
                break;
            }
        }
        return sampled == 0 ? 0 : bytes * collection.size() / sampled;
    }
}
