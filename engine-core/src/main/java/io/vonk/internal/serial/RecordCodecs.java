package io.vonk.internal.serial;

import io.vonk.error.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Where codecs and key operations come from.
 *
 * <p>A writer takes {@link #forRecord} of its first record. At a record that does not fit it closes its run and goes on
 * with {@link #widened} of its codec and that record, which converges after a few runs and stays compact; or with
 * {@link #any}, which takes everything at the price of a description before each value.
 *
 * <p>A record read is equal to the one written, by its own {@code equals}, with three liberties: plain and immutable
 * lists of the JDK come back as {@code ArrayList}, immutable sets and maps as their linked forms, and arrays with equal
 * elements. Two references to one object come back as two equal objects.
 */
public final class RecordCodecs {
    private static final AnyCodec ANY = new AnyCodec(null);

    private RecordCodecs() {}

    /** A codec for records like {@code first}. */
    public static RecordCodec forRecord(@Nullable Object first) {
        return Shapes.likely(first);
    }

    /** A codec that takes what {@code codec} takes, {@code misfit}, and others like it. */
    public static RecordCodec widened(RecordCodec codec, @Nullable Object misfit) {
        return CodecMerge.merge(codec, Shapes.exact(misfit));
    }

    /** The codec that takes every record, null included; each carries its own description. */
    public static RecordCodec any() {
        return ANY;
    }

    /**
     * Reads what {@link RecordCodec#describe} wrote.
     *
     * @param loader finds the classes of records, enums and arrays
     * @throws DataException if the description is damaged, or names a class that is not there or has changed
     */
    public static RecordCodec fromDescription(RecordInput in, ClassLoader loader) {
        return CodecDescriptions.read(in, loader);
    }

    /** Whether {@code codec} takes pairs of Long and Long: for these a writer may have a way of its own to the same bytes. */
    public static boolean isLongPairs(RecordCodec codec) {
        return codec instanceof PairCodec pair && pair.longs();
    }

    /** Whether {@code codec} takes pairs of Long and Double. */
    public static boolean isLongDoublePairs(RecordCodec codec) {
        return codec instanceof PairCodec pair && isLong(pair.key()) && pair.value() == ScalarCodec.DOUBLE;
    }

    /** Whether {@code codec} takes Long, as a zigzag number of variable length. */
    public static boolean isLong(RecordCodec codec) {
        return codec == ScalarCodec.LONG;
    }

    /** Whether {@code codec} takes Integer, as a zigzag number of variable length, the same as for that Long. */
    public static boolean isInteger(RecordCodec codec) {
        return codec == ScalarCodec.INTEGER;
    }

    /** Whether {@code codec} takes String: the length times two, plus one if wide, then the characters. */
    public static boolean isString(RecordCodec codec) {
        return codec == ScalarCodec.STRING;
    }

    /** Whether nobody can change what {@code codec} takes, a plain value or a record of such, so that it may be shared. */
    public static boolean isUnchangeable(RecordCodec codec) {
        return codec instanceof ScalarCodec
                || codec instanceof EnumCodec
                || codec instanceof RecordClassCodec record
                        && record.components().stream().allMatch(RecordCodecs::isUnchangeable);
    }

    /**
     * Whether {@code codec} writes all of a value by itself: without the serialization of Java, which leaves out fields and is
     * not open to every class. What depends on each record's own shape counts as incomplete.
     */
    public static boolean isComplete(RecordCodec codec) {
        if (codec instanceof PairCodec pair) {
            return isComplete(pair.key()) && isComplete(pair.value());
        }
        if (codec instanceof ListCodec list) {
            return isComplete(list.element());
        }
        if (codec instanceof SetCodec set) {
            return isComplete(set.element());
        }
        if (codec instanceof MapCodec map) {
            return isComplete(map.key()) && isComplete(map.value());
        }
        if (codec instanceof ArrayCodec array) {
            return isComplete(array.element());
        }
        if (codec instanceof OptionalCodec optional) {
            return isComplete(optional.value());
        }
        if (codec instanceof NullableCodec nullable) {
            return isComplete(nullable.value());
        }
        if (codec instanceof UnionCodec union) {
            return union.alternatives().stream().allMatch(RecordCodecs::isComplete);
        }
        if (codec instanceof RecordClassCodec record) {
            return record.components().stream().allMatch(RecordCodecs::isComplete);
        }
        return codec instanceof ScalarCodec
                || codec instanceof EnumCodec
                || codec instanceof NullCodec
                || codec instanceof PrimitiveArrayCodec;
    }

    /** Operations for keys of the class of {@code firstKey}, or null if there are none for it. */
    public static @Nullable KeyOps keyOps(Object firstKey) {
        return KeyKinds.of(firstKey);
    }

    /** Operations for keys that are arrays of bytes, in the order of {@code Arrays.compareUnsigned}. */
    public static KeyOps unsignedBytes() {
        return KeyKinds.UNSIGNED_BYTES;
    }

    /**
     * The order in which keys would naturally be that {@code codec} encodes: records by one component after the other. Their
     * class may say otherwise, so this is a guess, unless {@link #keyOps} knows the class. Null if there is nothing to guess
     * from.
     */
    public static @Nullable EncodedOrder likelyOrder(RecordCodec codec) {
        return KeyKinds.encoded(codec);
    }

    /** Room for {@code count} elements, but not for more than can follow at one byte each, lest a wrong count fills memory. */
    static int initialCapacity(int count, RecordInput in) {
        if (count < 0) {
            throw new DataException("encoded data is damaged: a count of " + count + " before offset " + in.position());
        }
        return Math.min(count, in.remaining() + 16);
    }
}
