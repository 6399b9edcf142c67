package io.vonk.internal.aggregate;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.Aggregator;
import io.vonk.function.Identity;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is aggregated: pairs, by combining the values of equal keys; or records as a whole, of which one of each is kept.
 *
 * <p>Thread safety: immutable, but calls functions of the user, so each task has its own.
 */
public abstract sealed class Aggregation {

    /** Pairs of keys and values become pairs of keys and combinations. */
    public static Aggregation combining(Aggregator<?, ?> aggregator) {
        return new Combining(aggregator);
    }

    /** Records that are equal become one. */
    public static Aggregation distinct() {
        return new Distinct();
    }

    abstract @Nullable Object key(@Nullable Object record);

    /** The record for one input record alone. */
    abstract @Nullable Object single(@Nullable Object record) throws Exception;

    /** Whether {@link #single} gives the record itself. */
    abstract boolean singleIsSame();

    /** Whether {@link #key} gives the record itself, which need not be a pair. */
    abstract boolean keyIsWhole();

    abstract @Nullable Object result(@Nullable Object key, @Nullable Object combination);

    /** Accumulators for values like that of {@code record}. */
    abstract Accumulators accumulators(@Nullable Object record);

    @SuppressWarnings("NullAway") // keys, values and what the user's functions take and give may be null
    static final class Combining extends Aggregation {
        private final SerFunction<@Nullable Object, @Nullable Object> create;
        private final SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> add;
        private final SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> merge;
        private final @Nullable LongOperation operation;
        private final boolean reducing;

        @SuppressWarnings("unchecked")
        Combining(Aggregator<?, ?> aggregator) {
            create = (SerFunction<@Nullable Object, @Nullable Object>) aggregator.create();
            add = (SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) aggregator.add();
            merge = (SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) aggregator.merge();
            reducing = aggregator.create() == (Object) Identity.INSTANCE;
            operation = reducing && aggregator.add() == (Object) aggregator.merge()
                    ? LongOperation.recognise(aggregator.merge())
                    : null;
        }

        static Pair<?, ?> pair(@Nullable Object record) {
            if (record instanceof Pair<?, ?> pair) {
                return pair;
            }
            throw new VonkException("an aggregation by key takes pairs; got: " + record);
        }

        SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> adding() {
            return add;
        }

        SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> merging() {
            return merge;
        }

        @Nullable
        Object create(@Nullable Object value) throws Exception {
            return create.apply(value);
        }

        @Nullable
        Object add(@Nullable Object combination, @Nullable Object value) throws Exception {
            return add.apply(combination, value);
        }

        @Nullable
        Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
            return merge.apply(left, right);
        }

        @Override
        @Nullable
        Object key(@Nullable Object record) {
            return pair(record).key();
        }

        @Override
        Object single(@Nullable Object record) throws Exception {
            Pair<?, ?> pair = pair(record);
            return reducing ? pair : new Pair<>(pair.key(), create.apply(pair.value()));
        }

        @Override
        boolean singleIsSame() {
            return reducing;
        }

        @Override
        boolean keyIsWhole() {
            return false;
        }

        @Override
        Object result(@Nullable Object key, @Nullable Object combination) {
            return new Pair<>(key, combination);
        }

        @Override
        Accumulators accumulators(@Nullable Object record) {
            if (operation != null && operation.takes(pair(record).value())) {
                return new LongAccumulators(operation, this);
            }
            return new ObjectAccumulators(this);
        }
    }

    private static final class Distinct extends Aggregation {
        @Override
        @Nullable
        Object key(@Nullable Object record) {
            return record;
        }

        @Override
        @Nullable
        Object single(@Nullable Object record) {
            return record;
        }

        @Override
        boolean singleIsSame() {
            return true;
        }

        @Override
        boolean keyIsWhole() {
            return true;
        }

        @Override
        @Nullable
        Object result(@Nullable Object key, @Nullable Object combination) {
            return key;
        }

        @Override
        Accumulators accumulators(@Nullable Object record) {
            return new NoAccumulators();
        }
    }
}
