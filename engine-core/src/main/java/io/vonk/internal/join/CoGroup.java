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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of each key in one or more inputs of pairs. With one input this is {@code groupByKey}.
 *
 * <p>Values are collected in memory by key ({@link CollectedGroups}). If there is not enough, or values are of several shapes,
 * each input is sorted by the hash of its keys, with spilled runs, and the inputs are read side by side. Keys are the same if
 * they are {@code equals}. Groups come in the order of the hashes, whether anything was spilled or not; values of a key in the
 * order of their input. Nothing is read before the first batch is asked for.
 */
public final class CoGroup implements BatchReader {
    /** Makes the record of a key and its values in each input. */
    @FunctionalInterface
    public interface Shape {
        /**
         * The record.
         *
         * @param key the key; may be null
         * @param values the key's values in each input, empty where there is none
         */
        @Nullable
        Object record(@Nullable Object key, GroupedValues[] values);
    }

    /** How many bytes of small groups one batch may hold. */
    private static final int BATCH_BYTES = 128 * 1024;

    private final OperatorScope scope;
    private final KeyOrder order;
    private final boolean sorted;
    private final List<BatchReader> inputs;
    private final Shape shape;
    private final Batch.Objects batch = new Batch.Objects();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<EntryCursor> cursors = new ArrayList<>();
    private final boolean[] live;
    private final HeldEntry held;
    private @Nullable CollectedGroups collected;
    private @Nullable ValueBuffer large;
    private @Nullable KeyBlock block;
    private int nextGroup;
    private boolean closed;

    private CoGroup(OperatorScope scope, KeyOrder order, boolean sorted, List<BatchReader> inputs, Shape shape) {
        this.scope = scope;
        this.order = order;
        this.sorted = sorted;
        this.inputs = List.copyOf(inputs);
        this.shape = shape;
        this.live = new boolean[inputs.size()];
        this.held = new HeldEntry(order);
    }

    /** Groups the values of {@code inputs}, which are closed with this. */
    public static CoGroup open(OperatorScope scope, List<BatchReader> inputs, Shape shape) {
        return new CoGroup(scope, KeyOrder.byHash(), false, inputs, shape);
    }

    /** Groups the values of inputs that are all sorted by {@code order}; groups come in that order. */
    public static CoGroup openSorted(OperatorScope scope, KeyOrder order, List<BatchReader> inputs, Shape shape) {
        return new CoGroup(scope, order, true, inputs, shape);
    }

    @Override
    public @Nullable Batch next() throws Exception {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        if (block == null && collected == null) {
            start();
        }
        scope.checkCancelled();
        batch.size = 0;
        if (collected != null && large != null) {
            nextCollected(collected, large);
        } else if (block != null) {
            nextSorted(block);
        }
        return batch.size == 0 ? null : batch;
    }

    private void nextCollected(CollectedGroups groups, ValueBuffer largeValues) throws IOException {
        int bytes = 0;
        while (batch.size < Batch.CAPACITY && bytes < BATCH_BYTES && nextGroup < groups.keyCount()) {
            GroupedValues[] values = new GroupedValues[inputs.size()];
            for (int side = 0; side < values.length; side++) {
                values[side] = groups.values(nextGroup, side, largeValues);
                bytes += values[side].ownBytes();
            }
            batch.records[batch.size++] = shape.record(groups.key(nextGroup++), values);
        }
    }

    private void nextSorted(KeyBlock groups) throws IOException {
        int bytes = 0;
        while (batch.size < Batch.CAPACITY && bytes < BATCH_BYTES) {
            if (nextGroup == groups.groups().size() && !nextBlock(groups)) {
                break;
            }
            KeyBlock.Group group = groups.groups().get(nextGroup++);
            GroupedValues[] values = new GroupedValues[cursors.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = group.sides[i].finish();
                bytes += values[i].ownBytes();
            }
            batch.records[batch.size++] = shape.record(group.key, values);
        }
    }

    private void start() throws Exception {
        ValueStore store = new ValueStore(scope, "grouped values");
        resources.add(store);
        if (sorted) {
            for (BatchReader input : inputs) {
                cursors.add(sortedCursor(input));
            }
        } else if (collect()) {
            large = new ValueBuffer(store);
            return;
        }
        block = new KeyBlock(store, inputs.size());
        for (int i = 0; i < live.length; i++) {
            live[i] = cursors.get(i).next();
        }
    }

    /** Collects all inputs; false if they are sorted instead, because something stood against it. */
    private boolean collect() throws Exception {
        CollectedGroups collecting = new CollectedGroups(scope, inputs.size());
        resources.add(collecting);
        for (int side = 0; side < inputs.size(); side++) {
            BatchReader input = inputs.get(side);
            for (Batch read = input.next(); read != null; read = input.next()) {
                scope.checkCancelled();
                int added = collecting.add(side, read.objects());
                if (added < read.size) {
                    sort(collecting, side, read, added);
                    return false;
                }
            }
            input.close();
        }
        if (!collecting.finish()) {
            // All inputs have been read, and are closed.
            sort(collecting, inputs.size(), new Batch.Objects(0), 0);
            return false;
        }
        collected = collecting;
        return true;
    }

    /** Sorts what was collected of the inputs up to {@code side}, the rest of a batch of that one, and all further inputs. */
    private void sort(CollectedGroups collecting, int side, Batch rest, int from) throws Exception {
        List<ExternalSorter> sorters = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            ExternalSorter sorter = ExternalSorter.byKey(scope, "group by key", order, EntryShape.pairs());
            resources.add(sorter);
            sorters.add(sorter);
        }
        collecting.forEach((of, key, value) -> sorters.get(of).add(0, key, value));
        collecting.close();
        for (int i = from; i < rest.size; i++) {
            sorters.get(side).add(rest.record(i));
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (i >= side) {
                sorters.get(i).addAll(inputs.get(i));
                inputs.get(i).close();
            }
            cursors.add(sorters.get(i).finishEntries());
        }
    }

    private EntryCursor sortedCursor(BatchReader input) {
        EntryCursor cursor = new SortedInput(scope, order, EntryShape.pairs(), input);
        resources.add(cursor);
        return cursor;
    }

    /** Collects the groups of the keys that come next in the order; false at the end. */
    private boolean nextBlock(KeyBlock groups) throws IOException {
        groups.clear();
        nextGroup = 0;
        EntryCursor first = null;
        for (int i = 0; i < live.length; i++) {
            if (live[i] && (first == null || EntryCursor.compare(cursors.get(i), first) < 0)) {
                first = cursors.get(i);
            }
        }
        if (first == null) {
            return false;
        }
        held.hold(first);
        long added = 0;
        for (int i = 0; i < live.length; i++) {
            EntryCursor cursor = cursors.get(i);
            while (live[i] && EntryCursor.compare(cursor, held) == 0) {
                groups.add(cursor, i);
                live[i] = cursor.next();
                if (++added % Batch.CAPACITY == 0) {
                    scope.checkCancelled();
                }
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            resources.addAll(inputs);
            Closing.all(resources);
        }
    }
}
