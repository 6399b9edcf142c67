package io.vonk.internal.task;

import io.vonk.data.Pair;
import io.vonk.function.SerDoubleFunction;
import io.vonk.function.SerDoublePredicate;
import io.vonk.function.SerDoubleUnaryOperator;
import io.vonk.function.SerFunction;
import io.vonk.function.SerLongFunction;
import io.vonk.function.SerLongPredicate;
import io.vonk.function.SerLongUnaryOperator;
import io.vonk.function.SerPredicate;
import io.vonk.function.SerToDoubleFunction;
import io.vonk.function.SerToLongFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.RecordOperator.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One record operator at work: the general tier, right for every operator and shared by all stages; the fused classes of
 * {@code io.vonk.internal.fusion} must give what this gives.
 *
 * <p>Objects are replaced in place; results of another shape go to a batch of this step's own. Used by one thread.
 */
@SuppressWarnings("unchecked")
final class RecordStep {
    private final Kind kind;
    private final Object function;
    private final Batch own;

    /** The record at work when an exception came; for the error message. */
    private int current;

    RecordStep(Kind kind, Object function) {
        this.kind = kind;
        this.function = function;
        this.own = switch (kind.output()) {
            case OBJECT -> new Batch.Objects(kind.input() == Shape.OBJECT ? 0 : Batch.CAPACITY);
            case LONG -> new Batch.Longs();
            case DOUBLE -> new Batch.Doubles();
        };
    }

    Kind kind() {
        return kind;
    }

    Object function() {
        return function;
    }

    /** The index, in the input batch, of the record that was at work last. */
    int current() {
        return current;
    }

    /** Applies the operator; the result may be {@code input} itself and may be empty. */
    Batch apply(Batch input) throws Exception {
        return switch (kind.input()) {
            case OBJECT -> applyToObjects(input.objects());
            case LONG -> applyToLongs(Batch.longs(input));
            case DOUBLE -> applyToDoubles(Batch.doubles(input));
        };
    }

    private Batch applyToObjects(Batch.Objects batch) throws Exception {
        @Nullable Object[] records = batch.records;
        int size = batch.size;
        switch (kind) {
            case MAP -> {
                SerFunction<Object, Object> map = (SerFunction<Object, Object>) function;
                for (int i = 0; i < size; i++) {
                    current = i;
                    records[i] = map.apply(records[i]);
                }
            }
            case FILTER -> {
                SerPredicate<Object> filter = (SerPredicate<Object>) function;
                int kept = 0;
                for (int i = 0; i < size; i++) {
                    current = i;
                    Object record = records[i];
                    if (filter.test(record)) {
                        records[kept++] = record;
                    }
                }
                batch.size = kept;
            }
            case MAP_VALUES -> {
                SerFunction<Object, Object> map = (SerFunction<Object, Object>) function;
                for (int i = 0; i < size; i++) {
                    current = i;
                    Pair<?, ?> pair = (Pair<?, ?>) records[i];
                    records[i] = new Pair<>(pair.key(), map.apply(pair.value()));
                }
            }
            case KEY_BY -> {
                SerFunction<Object, Object> map = (SerFunction<Object, Object>) function;
                for (int i = 0; i < size; i++) {
                    current = i;
                    records[i] = new Pair<>(map.apply(records[i]), records[i]);
                }
            }
            case KEYS -> {
                for (int i = 0; i < size; i++) {
                    records[i] = ((Pair<?, ?>) records[i]).key();
                }
            }
            case VALUES -> {
                for (int i = 0; i < size; i++) {
                    records[i] = ((Pair<?, ?>) records[i]).value();
                }
            }
            case MAP_TO_LONG -> {
                SerToLongFunction<Object> map = (SerToLongFunction<Object>) function;
                Batch.Longs into = (Batch.Longs) own;
                for (int i = 0; i < size; i++) {
                    current = i;
                    into.records[i] = map.applyAsLong(records[i]);
                }
                into.size = size;
                return into;
            }
            case MAP_TO_DOUBLE -> {
                SerToDoubleFunction<Object> map = (SerToDoubleFunction<Object>) function;
                Batch.Doubles into = (Batch.Doubles) own;
                for (int i = 0; i < size; i++) {
                    current = i;
                    into.records[i] = map.applyAsDouble(records[i]);
                }
                into.size = size;
                return into;
            }
            default -> throw new IllegalStateException(kind + " is not applied record by record to objects");
        }
        return batch;
    }

    private Batch applyToLongs(Batch.Longs batch) throws Exception {
        long[] records = batch.records;
        int size = batch.size;
        switch (kind) {
            case LONG_MAP -> {
                SerLongUnaryOperator map = (SerLongUnaryOperator) function;
                for (int i = 0; i < size; i++) {
                    current = i;
                    records[i] = map.applyAsLong(records[i]);
                }
                return batch;
            }
            case LONG_FILTER -> {
                SerLongPredicate filter = (SerLongPredicate) function;
                int kept = 0;
                for (int i = 0; i < size; i++) {
                    current = i;
                    long record = records[i];
                    if (filter.test(record)) {
                        records[kept++] = record;
                    }
                }
                batch.size = kept;
                return batch;
            }
            case LONG_SUM -> {
                long sum = 0;
                for (int i = 0; i < size; i++) {
                    sum += records[i];
                }
                records[0] = sum;
                batch.size = 1;
                return batch;
            }
            case LONG_TO_DOUBLE -> {
                Batch.Doubles into = (Batch.Doubles) own;
                for (int i = 0; i < size; i++) {
                    into.records[i] = records[i];
                }
                into.size = size;
                return into;
            }
            case LONG_TO_OBJECT -> {
                SerLongFunction<Object> map = (SerLongFunction<Object>) function;
                Batch.Objects into = (Batch.Objects) own;
                for (int i = 0; i < size; i++) {
                    current = i;
                    into.records[i] = map.apply(records[i]);
                }
                into.size = size;
                return into;
            }
            default -> throw new IllegalStateException(kind + " is not applied to longs");
        }
    }

    private Batch applyToDoubles(Batch.Doubles batch) throws Exception {
        double[] records = batch.records;
        int size = batch.size;
        switch (kind) {
            case DOUBLE_MAP -> {
                SerDoubleUnaryOperator map = (SerDoubleUnaryOperator) function;
                for (int i = 0; i < size; i++) {
                    current = i;
                    records[i] = map.applyAsDouble(records[i]);
                }
                return batch;
            }
            case DOUBLE_FILTER -> {
                SerDoublePredicate filter = (SerDoublePredicate) function;
                int kept = 0;
                for (int i = 0; i < size; i++) {
                    current = i;
                    double record = records[i];
                    if (filter.test(record)) {
                        records[kept++] = record;
                    }
                }
                batch.size = kept;
                return batch;
            }
            case DOUBLE_TO_OBJECT -> {
                SerDoubleFunction<Object> map = (SerDoubleFunction<Object>) function;
                Batch.Objects into = (Batch.Objects) own;
                for (int i = 0; i < size; i++) {
                    current = i;
                    into.records[i] = map.apply(records[i]);
                }
                into.size = size;
                return into;
            }
            default -> throw new IllegalStateException(kind + " is not applied to doubles");
        }
    }
}
