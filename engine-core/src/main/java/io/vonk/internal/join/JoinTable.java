package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.HashPartitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.RecordPages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of each key, in memory: what the records of the other side of a hash join are looked up in.
 *
 * <p>Keys are objects, found by open addressing with the hash that also places them in partitions. Values are encoded, and chained
 * in pages: the address of the next value of the key (long), the number of the codec (byte), the value. A key object counts as twice
 * its encoded size and {@value #KEY_OBJECT_BYTES} bytes: nobody can know what it really takes.
 *
 * <p>Thread safety: filled by one thread; once filled and safely published, read by any number of threads. Whoever built it
 * closes it.
 */
public final class JoinTable implements AutoCloseable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int KEY_OBJECT_BYTES = 64;
    /** Per key: hash, first and last address, reference, and two slots. */
    private static final int INDEX_BYTES_PER_KEY = 3 * 8 + 8 + 2 * 4;

    private static final int FIRST_CAPACITY = 256;
    private static final int MAX_CAPACITY = 1 << 28;
    private static final int MAX_CODECS = 100;
    private static final int CODEC_OFFSET = 8;
    private static final int VALUE_OFFSET = 9;

    static final int NO_KEY = -1;
    static final long NO_VALUE = -1;

    private final OperatorScope scope;
    private final Lease lease;
    private final RecordPages pages;
    private final boolean keysOnly;
    private final List<RecordCodec> codecs = new ArrayList<>(2);
    private final RecordOutput out = new RecordOutput(256);
    private @Nullable RecordCodec keyCodec;
    private volatile boolean closed;
    private int keyCount;
    private int capacity;
    private long reservedBytes;
    private long keyBytes;
    private long keyBytesReserved;
    private long recordCount;
    private int[] slots = new int[0];
    private @Nullable Object[] keys = new @Nullable Object[0];
    private long[] hashes = new long[0];
    private long[] firsts = new long[0];
    private long[] lasts = new long[0];

    /** An empty table; with {@code keysOnly} it knows which keys there are and no values. */
    JoinTable(OperatorScope scope, boolean keysOnly) {
        this.scope = scope;
        this.keysOnly = keysOnly;
        this.lease = scope.lease("join table");
        this.pages = new RecordPages(lease);
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
    @SuppressWarnings("NullAway") // the hash of null is defined
    boolean add(@Nullable Object key, @Nullable Object value) {
        long hash = HashPartitioner.hash(key);
        int found = find(key, hash);
        if (found == NO_KEY && !roomForKey(key)) {
            return false;
        }
        long address = NO_VALUE;
        if (!keysOnly) {
            address = append(value);
            if (address == RecordPages.REFUSED) {
                return false;
            }
        }
        if (found == NO_KEY) {
            found = keyCount++;
            keys[found] = key;
            hashes[found] = hash;
            firsts[found] = address;
            place(found);
        } else if (!keysOnly) {
            long last = lasts[found];
            LONGS.set(pages.page(last), RecordPages.offset(last), address);
        }
        lasts[found] = address;
        recordCount++;
        return true;
    }

    private long append(@Nullable Object value) {
        int number = codecs.size() - 1;
        if (number < 0 || !codecs.get(number).fits(value)) {
            codecs.add(nextCodec(number, value));
            number++;
        }
        out.position(0);
        out.putLong(NO_VALUE);
        out.putByte(number);
        codecs.get(number).write(value, out);
        return pages.append(out.array(), 0, out.position());
    }

    private RecordCodec nextCodec(int last, @Nullable Object value) {
        if (last < 0) {
            return RecordCodecs.forRecord(value);
        }
        RecordCodec wider = RecordCodecs.widened(codecs.get(last), value);
        return last < MAX_CODECS - 2 && wider.fits(value) ? wider : RecordCodecs.any();
    }

    private boolean roomForKey(@Nullable Object key) {
        if (keyCount == capacity && !grow()) {
            return false;
        }
        RecordCodec codec = keyCodec;
        if (codec == null || !codec.fits(key)) {
            codec = codec == null ? RecordCodecs.forRecord(key) : RecordCodecs.any();
            keyCodec = codec;
        }
        out.position(0);
        codec.write(key, out);
        long wanted = keyBytes + KEY_OBJECT_BYTES + 2L * out.position();
        if (wanted > keyBytesReserved) {
            long more = Math.max(RecordPages.PAGE_BYTES / 2, wanted - keyBytesReserved);
            if (!lease.tryReserve(more)) {
                return false;
            }
            keyBytesReserved += more;
        }
        keyBytes = wanted;
        return true;
    }

    private boolean grow() {
        int newCapacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
        long newBytes = (long) newCapacity * INDEX_BYTES_PER_KEY;
        if (newCapacity > MAX_CAPACITY || !lease.tryReserve(newBytes)) {
            return false;
        }
        keys = Arrays.copyOf(keys, newCapacity);
        hashes = Arrays.copyOf(hashes, newCapacity);
        firsts = Arrays.copyOf(firsts, newCapacity);
        lasts = Arrays.copyOf(lasts, newCapacity);
        slots = new int[newCapacity * 2];
        Arrays.fill(slots, NO_KEY);
        for (int number = 0; number < keyCount; number++) {
            place(number);
        }
        lease.release(reservedBytes);
        reservedBytes = newBytes;
        capacity = newCapacity;
        return true;
    }

    private void place(int number) {
        int mask = slots.length - 1;
        int slot = (int) hashes[number] & mask;
        while (slots[slot] != NO_KEY) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number;
    }

    /** The number of the key, or {@link #NO_KEY}. */
    @SuppressWarnings("NullAway") // the hash of null is defined
    int find(@Nullable Object key) {
        return find(key, HashPartitioner.hash(key));
    }

    private int find(@Nullable Object key, long hash) {
        if (closed) {
            throw new IllegalStateException("the join table is closed");
        }
        if (capacity == 0) {
            return NO_KEY;
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (true) {
            int number = slots[slot];
            if (number == NO_KEY || (hashes[number] == hash && Objects.equals(keys[number], key))) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** How many keys there are. */
    public int keyCount() {
        return keyCount;
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
        return keys[number];
    }

    /** The address of the key's first value. */
    long first(int number) {
        return firsts[number];
    }

    /** The address of the next value of the same key, or {@link #NO_VALUE}. */
    long after(long address) {
        return (long) LONGS.get(pages.page(address), RecordPages.offset(address));
    }

    /** Reads the value at {@code address}, with an input of the caller's own. */
    @Nullable
    Object value(long address, RecordInput in) {
        byte[] page = pages.page(address);
        int offset = RecordPages.offset(address);
        in.reset(page, offset + VALUE_OFFSET, page.length - offset - VALUE_OFFSET);
        return codecs.get(page[offset + CODEC_OFFSET]).read(in);
    }

    /** Gives all memory back; nothing can be looked up any more. Further calls do nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pages.clear();
            keys = new @Nullable Object[0];
            slots = new int[0];
            lease.close();
        }
    }
}
