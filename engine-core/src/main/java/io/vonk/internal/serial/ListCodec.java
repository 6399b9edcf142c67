package io.vonk.internal.serial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists of one shape: the count, then the elements in order.
 *
 * <p>Takes the plain lists of {@code java.util}, which are all equal to an {@code ArrayList} of the same elements; that is
 * what they are read as. Lists that are something more (linked, synchronized, a user's own) are not taken, but collections that say so
 * ({@link WrittenAsList}) are.
 */
record ListCodec(RecordCodec element) implements RecordCodec {
    private static final Set<String> PLAIN = Set.of(
            "java.util.ArrayList",
            "java.util.ArrayList$SubList",
            "java.util.Arrays$ArrayList",
            "java.util.Collections$EmptyList",
            "java.util.Collections$SingletonList",
            "java.util.Collections$CopiesList",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$SubList");

    /** Whether this is a collection that an {@code ArrayList} can stand for. */
    static boolean isPlain(Collection<?> collection) {
        return isPlain(collection.getClass());
    }

    /** As {@link #isPlain(Collection)}, for all collections of a class. */
    static boolean isPlain(Class<?> type) {
        return type == ArrayList.class || WrittenAsList.class.isAssignableFrom(type) || PLAIN.contains(type.getName());
    }

    @Override
    public boolean fits(@Nullable Object record) {
        if (!(record instanceof Collection<?> list) || !isPlain(list)) {
            return false;
        }
        for (Object each : list) {
            if (!element.fits(each)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Collection<?> list = (Collection<?>) ScalarCodec.present(record);
        int size = list.size();
        out.putVarInt(size);
        if (list instanceof List<?> indexed && list instanceof RandomAccess) {
            for (int i = 0; i < size; i++) {
                element.write(indexed.get(i), out);
            }
        } else {
            for (Object each : list) {
                element.write(each, out);
            }
        }
    }

    @Override
    public Object read(RecordInput in) {
        int size = in.getVarInt();
        ArrayList<@Nullable Object> list = new ArrayList<>(RecordCodecs.initialCapacity(size, in));
        for (int i = 0; i < size; i++) {
            list.add(element.read(in));
        }
        return list;
    }

    @Override
    public void skip(RecordInput in) {
        for (int rest = in.getVarInt(); rest > 0; rest--) {
            element.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.LIST);
        element.describe(out);
    }

    @Override
    public boolean encodedEquality() {
        return element.encodedEquality();
    }
}
