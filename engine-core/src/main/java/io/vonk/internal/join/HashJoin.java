package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.sort.Closing;
import io.vonk.internal.sort.ExternalSorter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins two inputs of pairs by looking the records of one up in a table of the other.
 *
 * <p>If the table does not fit in memory, what it holds and the rest of both inputs go through a {@link SortMergeJoin}: no input is
 * read twice. Nothing is read before the first batch is asked for. Used by one thread.
 */
public final class HashJoin implements BatchReader {
    /** Which side the table is made of. */
    public enum Build {
        LEFT,
        RIGHT
    }

    private final OperatorScope scope;
    private final JoinType type;
    private final JoinShape shape;
    private final BatchReader probe;
    private final @Nullable BatchReader build;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final RecordInput in = new RecordInput(new byte[0], 0, 0);
    private final Batch.Objects batch = new Batch.Objects();
    private final BitSet matched = new BitSet();
    private @Nullable JoinTable table;
    private @Nullable SortMergeJoin fallback;
    private Batch.@Nullable Objects probeBatch;
    private int nextProbe;
    /** The number of the key of each record of the probe batch. */
    private final KeyProbe lookedUp = new KeyProbe();

    private boolean probeEnded;
    private @Nullable Object key;
    private @Nullable Object left;
    /** The next value to join the current record with, or of the current unmatched key to give. */
    private int value = JoinTable.NO_VALUE;

    private int nextUnmatched;
    private boolean closed;

    private HashJoin(
            OperatorScope scope,
            JoinType type,
            JoinShape shape,
            BatchReader probe,
            @Nullable BatchReader build,
            @Nullable JoinTable table) {
        this.scope = scope;
        this.type = type;
        this.shape = shape;
        this.probe = probe;
        this.build = build;
        this.table = table;
    }

    /**
     * Joins two inputs, which are closed with this.
     *
     * @param side which side the table is made of: the smaller one; a semi- or anti-join always makes it of the right side
     */
    public static HashJoin open(
            OperatorScope scope, JoinType type, JoinShape shape, Build side, BatchReader left, BatchReader right) {
        return side == Build.LEFT && type.pairs()
                ? new HashJoin(scope, type.flipped(), shape.flipped(), right, left, null)
                : new HashJoin(scope, type, shape, left, right, null);
    }

    /**
     * Joins {@code left} with a table that others use too: a broadcast join. The table stays open.
     *
     * @throws IllegalArgumentException for a join that gives right records without a partner: no task alone knows them
     */
    public static HashJoin openBroadcast(
            OperatorScope scope, JoinType type, JoinShape shape, BatchReader left, JoinTable right) {
        if (type.unmatchedRight()) {
            throw new IllegalArgumentException("a broadcast join cannot be " + type
                    + ", because no task alone knows which records of the broadcast side have no partner; exchange the"
                    + " sides or use another strategy");
        }
        return new HashJoin(scope, type, shape, left, null, right);
    }

    /** Whether the table did not fit in memory, so that the join is sorting and merging. */
    public boolean fellBack() {
        return fallback != null;
    }

    @Override
    public @Nullable Batch next() throws Exception {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        if (table == null && fallback == null) {
            start();
        }
        if (fallback != null) {
            return fallback.next();
        }
        JoinTable present = table;
        if (present == null) {
            throw new IllegalStateException("neither a table nor sorted inputs");
        }
        scope.checkCancelled();
        batch.size = 0;
        while (batch.size < Batch.CAPACITY) {
            if (value != JoinTable.NO_VALUE) {
                Object right = present.value(value, in);
                batch.records[batch.size++] = probeEnded ? shape.rightOnly(key, right) : shape.both(key, left, right);
                value = present.after(value);
            } else if (!(probeEnded ? nextUnmatched(present) : nextProbe(present))) {
                break;
            }
        }
        return batch.size == 0 ? null : batch;
    }

    private void start() throws Exception {
        BatchReader source = build;
        if (source == null) {
            throw new IllegalStateException("a join without a table needs an input to make it of");
        }
        JoinTable filling = new JoinTable(scope, !type.pairs());
        resources.add(filling);
        JoinTable.Refused refused = filling.addUntilRefused(source);
        if (refused == null) {
            source.close();
            table = filling;
            return;
        }
        fallBack(filling, refused, source);
    }

    private void fallBack(JoinTable filled, JoinTable.Refused refused, BatchReader source) throws Exception {
        ExternalSorter right = SortMergeJoin.sorter(scope);
        ExternalSorter leftSorter = SortMergeJoin.sorter(scope);
        SortMergeJoin join = SortMergeJoin.ofSorters(scope, type, shape, leftSorter, right);
        resources.add(join);
        for (int number = 0; number < filled.keyCount(); number++) {
            if (!type.pairs()) {
                right.add(0, filled.key(number), null);
            }
            for (int at = filled.first(number); at != JoinTable.NO_VALUE; at = filled.after(at)) {
                right.add(0, filled.key(number), filled.value(at, in));
            }
        }
        filled.close();
        for (int i = refused.index(); i < refused.batch().size; i++) {
            right.add(refused.batch().record(i));
        }
        right.addAll(source);
        source.close();
        leftSorter.addAll(probe);
        probe.close();
        fallback = join;
    }

    /** Joins the next left records; false at their end if there is nothing else to give. */
    private boolean nextProbe(JoinTable present) throws Exception {
        Batch.Objects probing = probeBatch;
        if (probing == null || nextProbe == probing.size) {
            probing = nextProbeBatch(present);
            if (probing == null) {
                probeEnded = true;
                return type.unmatchedRight();
            }
        }
        if (type == JoinType.INNER && present.single()) {
            joinSingles(present, probing);
            return true;
        }
        int number = lookedUp.found[nextProbe];
        Pair<?, ?> pair = JoinTable.pair(probing.records[nextProbe++]);
        key = pair.key();
        left = pair.value();
        if (number == JoinTable.NO_KEY) {
            if (type.unmatchedLeft()) {
                batch.records[batch.size++] = shape.leftOnly(key, left);
            }
            return true;
        }
        if (type.pairs()) {
            value = present.first(number);
            if (type.unmatchedRight()) {
                matched.set(number);
            }
        } else if (type == JoinType.LEFT_SEMI) {
            batch.records[batch.size++] = shape.leftOnly(key, left);
        }
        return true;
    }

    /** Reads the next left records, and looks them all up: many look-ups in a row wait for memory together. */
    private Batch.@Nullable Objects nextProbeBatch(JoinTable present) throws Exception {
        Batch read = probe.next();
        while (read != null && read.size == 0) {
            read = probe.next();
        }
        nextProbe = 0;
        if (read == null) {
            probeBatch = null;
            return null;
        }
        scope.checkCancelled();
        Batch.Objects objects = read.objects();
        present.findAll(objects.records, objects.size, lookedUp);
        probeBatch = objects;
        return objects;
    }

    /** The most frequent join by far, in a loop of its own: each left record has at most one partner. */
    private void joinSingles(JoinTable present, Batch.Objects probing) {
        @Nullable Object[] records = probing.records;
        int end = Math.min(probing.size, nextProbe + Batch.CAPACITY - batch.size);
        int[] found = lookedUp.found;
        int size = batch.size;
        for (int i = nextProbe; i < end; i++) {
            int number = found[i];
            if (number != JoinTable.NO_KEY) {
                Pair<?, ?> pair = (Pair<?, ?>) records[i];
                batch.records[size++] = shape.both(pair.key(), pair.value(), present.value(number, in));
            }
        }
        batch.size = size;
        nextProbe = end;
    }

    /** Goes to the next key of the table that no left record had; false at the end. */
    private boolean nextUnmatched(JoinTable present) {
        if (!type.unmatchedRight()) {
            return false;
        }
        nextUnmatched = matched.nextClearBit(nextUnmatched);
        if (nextUnmatched >= present.keyCount()) {
            return false;
        }
        key = present.key(nextUnmatched);
        value = present.first(nextUnmatched);
        nextUnmatched++;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            resources.add(probe);
            if (build != null) {
                resources.add(build);
            }
            Closing.all(resources);
        }
    }
}
