package io.vonk.internal.sort;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.SerFunction;
import org.jspecify.annotations.Nullable;

/**
 * What part of a record is its key, and what else must be kept to give the record back.
 *
 * <p>Thread safety: used by one thread, because a user's function may be inside.
 */
public abstract sealed class EntryShape {

    /** Pairs, sorted by their key. */
    public static EntryShape pairs() {
        return new Pairs();
    }

    /** Records that are their own keys. */
    public static EntryShape records() {
        return new Records();
    }

    /** Records with a key that {@code key} makes of them; it is called once per record. */
    public static <T, K> EntryShape keyedBy(SerFunction<T, K> key) {
        return new Keyed(key);
    }

    /** The key of a record. */
    abstract @Nullable Object key(@Nullable Object record);

    /** What is kept beside the key. */
    abstract @Nullable Object rest(@Nullable Object record);

    /** Whether nothing is kept beside the key. */
    boolean keyOnly() {
        return false;
    }

    /** Whether what is kept beside the key is the whole record. */
    boolean restIsRecord() {
        return false;
    }

    /** The record of a key and what was kept beside it. */
    abstract @Nullable Object record(@Nullable Object key, @Nullable Object rest);

    private static final class Pairs extends EntryShape {
        @Override
        @Nullable
        Object key(@Nullable Object record) {
            return pair(record).key();
        }

        @Override
        @Nullable
        Object rest(@Nullable Object record) {
            return pair(record).value();
        }

        private static Pair<?, ?> pair(@Nullable Object record) {
            if (record instanceof Pair<?, ?> pair) {
                return pair;
            }
            throw new VonkException("expected a Pair; got: " + record);
        }

        @Override
        @SuppressWarnings("NullAway") // pairs may hold nulls
        Object record(@Nullable Object key, @Nullable Object rest) {
            return new Pair<>(key, rest);
        }
    }

    private static final class Records extends EntryShape {
        @Override
        @Nullable
        Object key(@Nullable Object record) {
            return record;
        }

        @Override
        @Nullable
        Object rest(@Nullable Object record) {
            return null;
        }

        @Override
        boolean keyOnly() {
            return true;
        }

        @Override
        @Nullable
        Object record(@Nullable Object key, @Nullable Object rest) {
            return key;
        }
    }

    private static final class Keyed extends EntryShape {
        private final SerFunction<@Nullable Object, @Nullable Object> function;

        @SuppressWarnings("unchecked")
        Keyed(SerFunction<?, ?> function) {
            this.function = (SerFunction<@Nullable Object, @Nullable Object>) function;
        }

        @Override
        @SuppressWarnings("NullAway") // records may be null
        @Nullable
        Object key(@Nullable Object record) {
            try {
                return function.apply(record);
            } catch (RuntimeException unchecked) {
                throw unchecked;
            } catch (Exception checked) {
                throw new VonkException(
                        "the function that makes the sort key failed: " + checked.getMessage(), checked);
            }
        }

        @Override
        @Nullable
        Object rest(@Nullable Object record) {
            return record;
        }

        @Override
        boolean restIsRecord() {
            return true;
        }

        @Override
        @Nullable
        Object record(@Nullable Object key, @Nullable Object rest) {
            return rest;
        }
    }
}
