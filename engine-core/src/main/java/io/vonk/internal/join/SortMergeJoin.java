package io.vonk.internal.join;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.sort.Closing;
import io.vonk.internal.sort.EntryCursor;
import io.vonk.internal.sort.EntryShape;
import io.vonk.internal.sort.ExternalSorter;
import io.vonk.internal.sort.HeldEntry;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.SortedInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins two inputs of pairs by sorting both and reading them side by side.
 *
 * <p>The inputs are sorted by the hash of their keys, or are sorted by key already. Keys are the same if they are {@code equals}.
 * For each key the values of one side are collected, on disk if there are many; the other side streams past them in portions, so
 * that neither a key that is frequent on both sides nor its pairs ever have to fit in memory. Nothing is read before the first
 * batch is asked for. Used by one thread.
 */
public final class SortMergeJoin implements BatchReader {
    /** How many records, and bytes of them, stream past the collected values together. */
    private static final int PORTION_RECORDS = Batch.CAPACITY;

    private static final int PORTION_BYTES = 64 * 1024;

    private final OperatorScope scope;
    private final Inputs inputs;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final Batch.Objects batch = new Batch.Objects();
    private final Deque<Product> products = new ArrayDeque<>();
    private JoinType type;
    private JoinShape shape;
    private @Nullable State state;
    private boolean closed;

    /** Opens the two sorted sides once records are asked for. */
    private interface Inputs extends AutoCloseable {
        /** Opens both sides; what must be closed is added to {@code resources}. */
        Sides open(List<AutoCloseable> resources) throws Exception;

        @Override
        void close() throws IOException;
    }

    /** Both sides, sorted. */
    private record Sides(KeyOrder order, EntryCursor left, EntryCursor right, boolean rightIsLarger) {}

    /** Where the reading is. */
    private static final class State {
        final EntryCursor left;
        final EntryCursor right;
        final ValueStore store;
        final KeyBlock block;
        final HeldEntry held;
        boolean leftLive;
        boolean rightLive;
        /** Whether there may be more left records of the current block. */
        boolean inBlock;

        State(KeyOrder order, EntryCursor left, EntryCursor right, ValueStore store) {
            this.left = left;
            this.right = right;
            this.store = store;
            this.block = new KeyBlock(store, 1);
            this.held = new HeldEntry(order);
        }
    }

    private SortMergeJoin(OperatorScope scope, JoinType type, JoinShape shape, Inputs inputs) {
        this.scope = scope;
        this.type = type;
        this.shape = shape;
        this.inputs = inputs;
    }

    /** Joins inputs in any order; they are closed with this. */
    public static SortMergeJoin open(
            OperatorScope scope, JoinType type, JoinShape shape, BatchReader left, BatchReader right) {
        return new SortMergeJoin(scope, type, shape, new Inputs() {
            @Override
            public Sides open(List<AutoCloseable> resources) throws Exception {
                ExternalSorter leftSorter = sorter(scope);
                resources.add(leftSorter);
                ExternalSorter rightSorter = sorter(scope);
                resources.add(rightSorter);
                rightSorter.addAll(right);
                right.close();
                leftSorter.addAll(left);
                left.close();
                return sides(leftSorter, rightSorter);
            }

            @Override
            public void close() throws IOException {
                Closing.all(List.of(left, right));
            }
        });
    }

    /** Joins inputs that are both sorted by {@code order}; they are closed with this. */
    public static SortMergeJoin openSorted(
            OperatorScope scope, KeyOrder order, JoinType type, JoinShape shape, BatchReader left, BatchReader right) {
        return new SortMergeJoin(scope, type, shape, new Inputs() {
            @Override
            public Sides open(List<AutoCloseable> resources) {
                EntryCursor leftEntries = new SortedInput(scope, order, EntryShape.pairs(), left);
                resources.add(leftEntries);
                EntryCursor rightEntries = new SortedInput(scope, order, EntryShape.pairs(), right);
                resources.add(rightEntries);
                return new Sides(order, leftEntries, rightEntries, false);
            }

            @Override
            public void close() throws IOException {
                Closing.all(List.of(left, right));
            }
        });
    }

    /** Joins what two sorters of {@link #sorter} hold; they are closed with this. */
    static SortMergeJoin ofSorters(
            OperatorScope scope, JoinType type, JoinShape shape, ExternalSorter left, ExternalSorter right) {
        return new SortMergeJoin(scope, type, shape, new Inputs() {
            @Override
            public Sides open(List<AutoCloseable> resources) throws IOException {
                return sides(left, right);
            }

            @Override
            public void close() throws IOException {
                Closing.all(List.of(left, right));
            }
        });
    }

    /** A sorter in the order that {@link #ofSorters} needs. */
    static ExternalSorter sorter(OperatorScope scope) {
        return ExternalSorter.byKey(scope, "join", KeyOrder.byHash(), EntryShape.pairs());
    }

    private static Sides sides(ExternalSorter left, ExternalSorter right) throws IOException {
        boolean rightIsLarger = right.addedCount() > left.addedCount();
        return new Sides(KeyOrder.byHash(), left.finishEntries(), right.finishEntries(), rightIsLarger);
    }

    @Override
    public @Nullable Batch next() throws Exception {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        State present = state == null ? start() : state;
        scope.checkCancelled();
        batch.size = 0;
        while (batch.size < Batch.CAPACITY) {
            Product product = products.peek();
            if (product != null) {
                if (product.emit(shape, batch)) {
                    products.remove();
                }
            } else if (present.inBlock) {
                readPortion(present);
            } else if (!nextBlock(present)) {
                break;
            }
        }
        return batch.size == 0 ? null : batch;
    }

    private State start() throws Exception {
        ValueStore store = new ValueStore(scope, "join: values of one key");
        resources.add(store);
        Sides sides = inputs.open(resources);
        // The side with fewer records is collected.
        boolean flip = sides.rightIsLarger() && type.pairs();
        EntryCursor left = flip ? sides.right() : sides.left();
        EntryCursor right = flip ? sides.left() : sides.right();
        type = flip ? type.flipped() : type;
        shape = flip ? shape.flipped() : shape;
        State started = new State(sides.order(), left, right, store);
        started.leftLive = left.next();
        started.rightLive = right.next();
        state = started;
        return started;
    }

    /** Goes to the keys that come next in the order and collects the right values; false at the end. */
    private boolean nextBlock(State at) throws IOException {
        KeyBlock block = at.block;
        block.clear();
        at.store.forgetAll();
        if (!at.leftLive && !at.rightLive) {
            return false;
        }
        int comparison = !at.leftLive ? 1 : !at.rightLive ? -1 : EntryCursor.compare(at.left, at.right);
        at.held.hold(comparison <= 0 ? at.left : at.right);
        boolean keep = comparison == 0 || type.unmatchedRight();
        for (long count = 1; at.rightLive && comparison >= 0; count++) {
            if (keep && type.pairs()) {
                block.add(at.right, 0);
            } else if (keep) {
                block.addKey(at.right);
            }
            at.rightLive = at.right.next();
            if (!at.rightLive || EntryCursor.compare(at.right, at.held) != 0) {
                break;
            }
            checkCancelled(count);
        }
        for (KeyBlock.Group group : block.groups()) {
            group.values = group.sides[0].finish();
        }
        at.inBlock = true;
        return true;
    }

    private void checkCancelled(long count) {
        if (count % Batch.CAPACITY == 0) {
            scope.checkCancelled();
        }
    }

    /** Reads left records of the block's keys and prepares their products; ends the block when there are no more. */
    private void readPortion(State at) throws IOException {
        int records = 0;
        int bytes = 0;
        boolean more;
        for (long count = 1; ; count++) {
            more = at.leftLive && EntryCursor.compare(at.left, at.held) == 0;
            if (!more || records == PORTION_RECORDS || bytes >= PORTION_BYTES) {
                break;
            }
            if (take(at)) {
                records++;
                bytes += at.left.end() - at.left.start();
            }
            at.leftLive = at.left.next();
            checkCancelled(count);
        }
        for (KeyBlock.Group group : at.block.groups()) {
            if (!group.waiting.isEmpty()) {
                products.add(new Product(group.key, group.waiting.toArray(), group.values));
                group.waiting.clear();
            }
            if (!more && !group.matched && type.unmatchedRight()) {
                products.add(new Product(group.key, null, group.values));
            }
        }
        at.inBlock = more;
    }

    /** Looks at the current left record; true if it waits for its product. */
    private boolean take(State at) {
        KeyBlock.Group group = at.block.find(at.left);
        if (group == null) {
            if (type.unmatchedLeft()) {
                products.add(new Product(at.left.key(), new Object[] {at.left.rest()}, null));
            }
            return type.unmatchedLeft();
        }
        group.matched = true;
        if (type.pairs()) {
            group.waiting.add(at.left.rest());
            return true;
        }
        if (type == JoinType.LEFT_SEMI) {
            products.add(new Product(at.left.key(), new Object[] {at.left.rest()}, null));
            return true;
        }
        return false;
    }

    /** Records of one key: left values, each with each right value; or one of the two alone. */
    private static final class Product {
        private final @Nullable Object key;
        private final @Nullable Object @Nullable [] lefts;
        private final @Nullable Iterator<@Nullable Object> rights;
        private @Nullable Object right;
        private int nextLeft;

        Product(@Nullable Object key, @Nullable Object @Nullable [] lefts, @Nullable GroupedValues rights) {
            this.key = key;
            this.lefts = lefts;
            this.rights = rights == null ? null : rights.iterator();
            this.nextLeft = lefts == null || rights == null ? 0 : lefts.length;
        }

        /** Adds records to the batch until it is full or, with true, there are no more. */
        boolean emit(JoinShape shape, Batch.Objects batch) {
            while (batch.size < Batch.CAPACITY) {
                if (lefts == null) {
                    if (rights == null || !rights.hasNext()) {
                        return true;
                    }
                    batch.records[batch.size++] = shape.rightOnly(key, rights.next());
                } else if (rights == null) {
                    if (nextLeft == lefts.length) {
                        return true;
                    }
                    batch.records[batch.size++] = shape.leftOnly(key, lefts[nextLeft++]);
                } else {
                    if (nextLeft == lefts.length) {
                        if (!rights.hasNext()) {
                            return true;
                        }
                        right = rights.next();
                        nextLeft = 0;
                    }
                    batch.records[batch.size++] = shape.both(key, lefts[nextLeft++], right);
                }
            }
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            products.clear();
            resources.add(inputs);
            Closing.all(resources);
        }
    }
}
