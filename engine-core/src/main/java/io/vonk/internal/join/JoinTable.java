package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of each key, in memory: what the records of the other side of a hash join are looked up in.
 *
 * <p>Keys ({@link JoinKeys}) and values ({@link JoinValues}) are numbered as they come; the values of one key are chained. As long
 * as no key has two values, key and value have one number and there are no chains.
 *
 * <p>Thread safety: filled by one thread; once filled and safely published, read by any number of threads. Whoever built it
 * closes it.
 */
public final class JoinTable implements AutoCloseable {
    private static final int FIRST_CAPACITY = 256;
    private static final int MAX_CAPACITY = 1 << 28;

    static final int NO_KEY = JoinKeys.NO_KEY;
    static final int NO_VALUE = -1;

    private final OperatorScope scope;
    private final Lease lease;
    private final boolean keysOnly;
    private final JoinValues values;
    private final JoinKeys keys;
    private volatile boolean closed;
    private int recordCount;

    private boolean chained;
    private long chainBytes;
    /** For each value the next one of its key, once there are chains. */
    private int[] next = new int[0];
    /** For each key its first and last value, once there are chains. */
    private int[] firsts = new int[0];

    private int[] lasts = new int[0];

    /** An empty table; with {@code keysOnly} it knows which keys there are and no values. */
    JoinTable(OperatorScope scope, boolean keysOnly) {
        this.scope = scope;
        this.keysOnly = keysOnly;
        this.lease = scope.lease("join table");
        this.keys = new JoinKeys(lease);
        this.values = new JoinValues(lease);
    }

    /**
     * A table of the pairs of {@code input}, or null if memory is refused; then nothing is held. The input is not closed.
     */
    public static @Nullable JoinTable tryBuild(OperatorScope scope, BatchReader input) throws Exception {
        JoinTable table = new JoinTable(scope, false);
        boolean complete = false;
        try {
            complete = table.addUntilRefused(input) == null;
        } finally {
            if (!complete) {
                table.close();
            }
        }
        return complete ? table : null;
    }

    /** Adds the pairs of {@code input}; returns null at its end, or the first record for which memory is refused. */
    @Nullable
    Refused addUntilRefused(BatchReader input) throws Exception {
        for (Batch batch = input.next(); batch != null; batch = input.next()) {
            scope.checkCancelled();
            if (lease.pressed()) {
                return new Refused(batch, 0);
            }
            for (int i = 0; i < batch.size; i++) {
                Pair<?, ?> pair = pair(batch.record(i));
                if (!add(pair.key(), pair.value())) {
                    return new Refused(batch, i);
                }
            }
        }
        return null;
    }

    /** The batch, and the place in it, of a record that found no room. */
    record Refused(Batch batch, int index) {}

    static Pair<?, ?> pair(@Nullable Object record) {
        if (record instanceof Pair<?, ?> pair) {
            return pair;
        }
        throw new VonkException("expected a Pair; got: " + record);
    }

    /** Adds a pair; false if memory is refused, then it is not added. */
    boolean add(@Nullable Object key, @Nullable Object value) {
        int found = keys.find(key);
        if (found == NO_KEY && !keys.makeRoom(key)) {
            return false;
        }
        if (!keysOnly) {
            if (found != NO_KEY && !chained && !chain()) {
                return false;
            }
            if (chained && !roomInChains() || !values.add(value)) {
                return false;
            }
        }
        if (found == NO_KEY) {
            found = keys.add(key);
            if (chained) {
                firsts[found] = recordCount;
            }
        } else if (chained) {
            next[lasts[found]] = recordCount;
        }
        if (chained) {
            lasts[found] = recordCount;
            next[recordCount] = NO_VALUE;
        }
        recordCount++;
        return true;
    }

    /** Begins to chain values, because a key has a second one. */
    private boolean chain() {
        if (!growChains(Math.max(FIRST_CAPACITY, keys.capacity()))) {
            return false;
        }
        for (int number = 0; number < recordCount; number++) {
            firsts[number] = number;
            lasts[number] = number;
            next[number] = NO_VALUE;
        }
        chained = true;
        return true;
    }

    private boolean roomInChains() {
        return recordCount < next.length || growChains(2 * next.length);
    }

    /** There are at most as many keys as values, so arrays of one size will do. */
    private boolean growChains(int newCapacity) {
        long newBytes = 3L * 4 * newCapacity;
        if (newCapacity > MAX_CAPACITY || newCapacity < 0 || !lease.tryReserve(newBytes)) {
            return false;
        }
        next = Arrays.copyOf(next, newCapacity);
        firsts = Arrays.copyOf(firsts, newCapacity);
        lasts = Arrays.copyOf(lasts, newCapacity);
        lease.release(chainBytes);
        chainBytes = newBytes;
        return true;
    }

    /** Finds the keys of {@code size} pairs and puts their numbers into {@code probe}. */
    void findAll(@Nullable Object[] pairs, int size, KeyProbe probe) {
        if (closed) {
            throw new IllegalStateException("the join table is closed");
        }
        keys.findAll(pairs, size, probe);
    }

    /** How many keys there are. */
    public int keyCount() {
        return keys.count();
    }

    /** How many records were added. */
    public long recordCount() {
        return recordCount;
    }

    /** How many bytes the table holds. */
    public long heldBytes() {
        return lease.heldBytes();
    }

    @Nullable
    Object key(int number) {
        return keys.key(number);
    }

    /** Whether no key has two values, so that {@link #first} is the only one. */
    boolean single() {
        return !chained;
    }

    /** The key's first value, or {@link #NO_VALUE} where there are only keys. */
    int first(int number) {
        if (keysOnly) {
            return NO_VALUE;
        }
        return chained ? firsts[number] : number;
    }

    /** The next value of the same key, or {@link #NO_VALUE}. */
    int after(int value) {
        return chained ? next[value] : NO_VALUE;
    }

    /** Reads a value, with an input of the caller's own. */
    @Nullable
    Object value(int value, RecordInput in) {
        return values.value(value, in);
    }

    /** Gives all memory back; nothing can be looked up any more. Further calls do nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            values.clear();
            keys.clear();
            lease.close();
        }
    }
}
