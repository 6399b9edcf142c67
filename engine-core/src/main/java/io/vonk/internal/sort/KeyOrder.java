package io.vonk.internal.sort;

import io.vonk.error.VonkException;
import io.vonk.function.HashPartitioner;
import io.vonk.function.NaturalOrder;
import io.vonk.function.UnsignedByteOrder;
import io.vonk.internal.serial.Closures;
import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The order in which keys are sorted.
 *
 * <p>Every order may rank a key by an eight-byte prefix, compared as an unsigned number. Where prefixes tie, encoded keys are
 * compared if the key's type allows it, and decoded keys otherwise.
 *
 * <p>Thread safety: immutable; a user's comparator is used by one thread at a time.
 */
public abstract sealed class KeyOrder {

    /** The order that {@code comparator} defines; {@link NaturalOrder} is recognised. */
    public static KeyOrder of(Comparator<?> comparator) {
        return new Compared(comparator);
    }

    /**
     * By the 64-bit hash of the keys: brings equal keys together, needs no comparison, and keeps keys of equal hash in the
     * order of arrival, intermixed.
     */
    public static KeyOrder byHash() {
        return new Hashed();
    }

    /** The operations on keys like {@code key} that agree with this order, or null if there are none. */
    @Nullable
    KeyOps operations(@Nullable Object key) {
        return key == null ? null : RecordCodecs.keyOps(key);
    }

    /** Whether prefixes rank keys of the type that {@code operations} stands for, or of any type if it is null. */
    abstract boolean hasPrefix(@Nullable KeyOps operations);

    /** Whether prefixes of keys of two types may be compared. */
    boolean ranksAlike(@Nullable KeyOps left, @Nullable KeyOps right) {
        return left == right && hasPrefix(left);
    }

    /** The prefix of a key, if there is one. */
    public abstract long prefix(@Nullable Object key, @Nullable KeyOps operations);

    /** Whether this is the reverse of the order that the operations on keys know. */
    boolean descending() {
        return false;
    }

    /** Whether keys with equal prefixes need not be compared. */
    abstract boolean prefixDecides(@Nullable KeyOps operations);

    /** Compares two encoded keys of the type that {@code operations} stands for. */
    abstract int compareEncoded(KeyOps operations, RecordInput left, RecordInput right);

    /** Compares two keys. */
    public abstract int compare(@Nullable Object left, @Nullable Object right);

    /** Throws if the order has no place for {@code key}. */
    abstract void check(@Nullable Object key);

    /** Says that the order contradicts itself about two keys. */
    abstract VonkException contradiction(@Nullable Object first, @Nullable Object second);

    static final class Hashed extends KeyOrder {
        @Override
        boolean hasPrefix(@Nullable KeyOps operations) {
            return true;
        }

        @Override
        boolean ranksAlike(@Nullable KeyOps left, @Nullable KeyOps right) {
            return true;
        }

        @Override
        @SuppressWarnings("NullAway") // the hash of null is defined
        public long prefix(@Nullable Object key, @Nullable KeyOps operations) {
            return HashPartitioner.hash(key);
        }

        @Override
        boolean prefixDecides(@Nullable KeyOps operations) {
            return true;
        }

        @Override
        int compareEncoded(KeyOps operations, RecordInput left, RecordInput right) {
            return 0;
        }

        @Override
        public int compare(@Nullable Object left, @Nullable Object right) {
            return Long.compareUnsigned(prefix(left, null), prefix(right, null));
        }

        @Override
        void check(@Nullable Object key) {}

        @Override
        VonkException contradiction(@Nullable Object first, @Nullable Object second) {
            return new VonkException("a key's hashCode() changed while it was sorted: " + shortened(first) + " and "
                    + shortened(second) + "; keys must not change");
        }
    }

    static final class Compared extends KeyOrder {
        private final Comparator<@Nullable Object> comparator;
        private final boolean natural;
        private final boolean unsignedBytes;
        private final boolean descending;

        @SuppressWarnings("unchecked")
        Compared(Comparator<?> comparator) {
            this.comparator = (Comparator<@Nullable Object>) comparator;
            // The JDK's own natural orders are the same orders under another name.
            boolean ascending =
                    comparator == NaturalOrder.ASCENDING || comparator.equals(Comparator.<String>naturalOrder());
            boolean reverse =
                    comparator == NaturalOrder.DESCENDING || comparator.equals(Comparator.<String>reverseOrder());
            natural = ascending || reverse;
            unsignedBytes = comparator instanceof UnsignedByteOrder
                    || Closures.isReference(comparator, Arrays.class, "compareUnsigned", "([B[B)I");
            descending = reverse || comparator == UnsignedByteOrder.DESCENDING;
        }

        @Override
        @Nullable
        KeyOps operations(@Nullable Object key) {
            if (natural) {
                return super.operations(key);
            }
            return unsignedBytes && key instanceof byte[] ? RecordCodecs.unsignedBytes() : null;
        }

        @Override
        boolean hasPrefix(@Nullable KeyOps operations) {
            return operations != null && (natural || unsignedBytes);
        }

        @Override
        public long prefix(@Nullable Object key, @Nullable KeyOps operations) {
            if (operations == null || key == null || !hasPrefix(operations)) {
                return 0;
            }
            long prefix = operations.prefix(key);
            return descending ? ~prefix : prefix;
        }

        @Override
        boolean descending() {
            return descending;
        }

        @Override
        boolean prefixDecides(@Nullable KeyOps operations) {
            return operations != null && hasPrefix(operations) && operations.prefixDecides();
        }

        @Override
        int compareEncoded(KeyOps operations, RecordInput left, RecordInput right) {
            return descending ? operations.compareEncoded(right, left) : operations.compareEncoded(left, right);
        }

        @Override
        public int compare(@Nullable Object left, @Nullable Object right) {
            if (!natural) {
                return comparator.compare(left, right);
            }
            try {
                return comparator.compare(left, right);
            } catch (ClassCastException incomparable) {
                throw new VonkException(
                        "keys cannot be sorted by their natural order: " + described(left) + " and " + described(right)
                                + " cannot be compared; sort with a comparator of your own, or by keys of one type",
                        incomparable);
            }
        }

        @Override
        void check(@Nullable Object key) {
            if (natural && key == null) {
                throw new VonkException(
                        "a null key has no place in the natural order; sort with a comparator that places"
                                + " nulls, such as Comparator.nullsFirst, or filter null keys out before");
            }
        }

        @Override
        VonkException contradiction(@Nullable Object first, @Nullable Object second) {
            String who = natural
                    ? "compareTo of "
                            + (first == null ? "the key" : first.getClass().getName())
                    : "comparator " + comparator.getClass().getName();
            return new VonkException(
                    "the " + who + " violates the contract of comparison: it contradicts itself about "
                            + described(first) + " and " + described(second)
                            + "; it must be transitive and compare(a, b) must be the opposite of compare(b, a)",
                    new IllegalArgumentException("Comparison method violates its general contract!"));
        }
    }

    private static String described(@Nullable Object key) {
        return key == null ? "null" : shortened(key) + " (" + key.getClass().getName() + ")";
    }

    private static String shortened(@Nullable Object key) {
        String text = String.valueOf(key);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
