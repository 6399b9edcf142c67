package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.function.SerComparator;
import io.vonk.function.SerFunction;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.Sized;
import io.vonk.internal.join.CoGroup;
import io.vonk.internal.join.GroupedValues;
import io.vonk.internal.join.HashJoin;
import io.vonk.internal.join.JoinShape;
import io.vonk.internal.join.JoinType;
import io.vonk.internal.join.SortMergeJoin;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.plan.ZipFunction;
import io.vonk.internal.sort.KeyOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins and cogroups of partitions whose keys have been brought together. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Joining {
    private Joining() {}

    /** The joins that give pairs, and the shape of what they give. */
    public enum Type {
        /** Values of both sides. */
        INNER(JoinType.INNER, "join"),
        /** Values of the left side, and those of the right side where there are any. */
        LEFT_OUTER(JoinType.LEFT_OUTER, "left outer join"),
        /** Values of the right side, and those of the left side where there are any. */
        RIGHT_OUTER(JoinType.RIGHT_OUTER, "right outer join"),
        /** Values of either side. */
        FULL_OUTER(JoinType.FULL_OUTER, "full outer join");

        private final JoinType type;
        private final String words;

        Type(JoinType type, String words) {
            this.type = type;
            this.words = words;
        }

        /** The join's name in a sentence. */
        public String words() {
            return words;
        }

        JoinType type() {
            return type;
        }

        JoinShape shape() {
            return new Shape(type.unmatchedRight(), type.unmatchedLeft());
        }
    }

    /**
     * Pairs of a key and its two values, wrapped in {@link Optional} on the sides that may be missing.
     *
     * @param leftOptional whether the left value may be missing
     * @param rightOptional whether the right value may be missing
     */
    private record Shape(boolean leftOptional, boolean rightOptional) implements JoinShape {
        @Override
        public Object both(@Nullable Object key, @Nullable Object left, @Nullable Object right) {
            return new Pair<>(
                    key,
                    new Pair<>(
                            leftOptional ? Optional.ofNullable(left) : left,
                            rightOptional ? Optional.ofNullable(right) : right));
        }

        @Override
        public Object leftOnly(@Nullable Object key, @Nullable Object left) {
            return new Pair<>(key, new Pair<>(leftOptional ? Optional.ofNullable(left) : left, Optional.empty()));
        }

        @Override
        public Object rightOnly(@Nullable Object key, @Nullable Object right) {
            return new Pair<>(key, new Pair<>(Optional.empty(), rightOptional ? Optional.ofNullable(right) : right));
        }
    }

    /** The left pairs as they are. */
    private enum LeftPairs implements JoinShape {
        SHAPE;

        @Override
        public Object both(@Nullable Object key, @Nullable Object left, @Nullable Object right) {
            throw new IllegalStateException("semi- and anti-joins pair nothing");
        }

        @Override
        public Object leftOnly(@Nullable Object key, @Nullable Object left) {
            return new Pair<>(key, left);
        }

        @Override
        public Object rightOnly(@Nullable Object key, @Nullable Object right) {
            throw new IllegalStateException("semi- and anti-joins give left pairs only");
        }
    }

    /** A join of two partitions: by hash, falling back to sort-merge, or by sort-merge at once. */
    public static ZipFunction of(Type type, boolean sortMerge) {
        return new Join(type, sortMerge);
    }

    /** A join of two partitions that are both sorted by key in the same order. */
    public static ZipFunction sorted(Type type, SerComparator<?> order) {
        return new SortedJoin(type, order);
    }

    /** The left pairs whose keys occur on the right. */
    public static ZipFunction semi() {
        return new Filtering(JoinType.LEFT_SEMI);
    }

    /** The left pairs whose keys do not occur on the right. */
    public static ZipFunction anti() {
        return new Filtering(JoinType.LEFT_ANTI);
    }

    /** A join with all of {@code right} in every task. */
    public static PartitionFunction broadcast(PlanNode right, Type type) {
        return new BroadcastJoin(right, type);
    }

    /** The values of each key in each input, in the shape that {@code shape} makes of them. */
    public static ZipFunction cogroup(SerFunction<List<Iterable<Object>>, Object> shape) {
        return new Grouping(shape);
    }

    private record Join(Type type, boolean sortMerge) implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) {
            BatchReader left = inputs.get(0);
            BatchReader right = inputs.get(1);
            if (sortMerge) {
                return SortMergeJoin.open(scope.operators(), type.type(), type.shape(), left, right);
            }
            return HashJoin.open(scope.operators(), type.type(), type.shape(), smaller(left, right), left, right);
        }

        @Override
        public String describe() {
            return sortMerge ? "sort-merge" : "hash, or sort-merge where a partition does not fit into memory";
        }

        /** The side to make the table of: the smaller one; the right one if that is not known, as users put it there. */
        private static HashJoin.Build smaller(BatchReader left, BatchReader right) {
            long leftBytes = Sized.of(left);
            long rightBytes = Sized.of(right);
            return leftBytes >= 0 && rightBytes >= 0 && leftBytes < rightBytes
                    ? HashJoin.Build.LEFT
                    : HashJoin.Build.RIGHT;
        }
    }

    private record SortedJoin(Type type, SerComparator<?> order) implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) {
            return SortMergeJoin.openSorted(
                    scope.operators(), KeyOrder.of(order), type.type(), type.shape(), inputs.get(0), inputs.get(1));
        }

        @Override
        public String describe() {
            return "merge of inputs that are sorted already";
        }
    }

    private record Filtering(JoinType type) implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) {
            return HashJoin.open(
                    scope.operators(), type, LeftPairs.SHAPE, HashJoin.Build.RIGHT, inputs.get(0), inputs.get(1));
        }
    }

    private record Grouping(SerFunction<List<Iterable<Object>>, Object> shape) implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) {
            return CoGroup.open(scope.operators(), inputs, (key, values) -> new Pair<>(key, shaped(values)));
        }

        @SuppressWarnings("unchecked")
        private Object shaped(GroupedValues[] values) {
            try {
                List<? extends Iterable<?>> groups = Arrays.asList(values);
                return shape.apply((List<Iterable<Object>>) groups);
            } catch (Exception e) {
                throw new IllegalStateException("the shape of a cogroup cannot fail", e);
            }
        }
    }
}
