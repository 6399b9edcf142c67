package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.join.ValueStore.Chunk;
import io.vonk.internal.join.ValueStore.MemoryChunk;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.RecordPages;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups the values of each key in memory, by counting: values are encoded one after the other as they come, with the number of
 * their group before them; once all are there it is known how many bytes each group has, so that each value is moved once, to its
 * place. What does not fit into memory, or not into the one codec that all values have here, is for others.
 *
 * <p>A <em>bucket</em> is the values of one key in one input, with the number {@code key * sides + side}. A page holds, for each
 * value, the bucket (variable length), the length of the encoded value (byte; if that is {@value #LONG_VALUE}, then an int), and the
 * encoded value. Used by one thread.
 */
final class CollectedGroups implements AutoCloseable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Before pages of this size are used, some small ones are, since most partitions are small. */
    private static final int LARGE_PAGE_BYTES = 256 * 1024;

    private static final int PAGES_BEFORE_LARGE = 16;
    private static final int LONG_VALUE = 255;

    /** A page is full when this many bytes do not fit any more. */
    private static final int SLACK_BYTES = 1024;

    /** How many bytes of groups lie in one array, unless one group has more. */
    private static final int ARRAY_BYTES = 1 << 20;

    /** Behind each bucket, so that up to 8 bytes can be moved as one word without touching the next bucket. */
    private static final int PADDING = 7;

    /** For each key: its place in the order, and what it is sorted by. */
    private static final int ORDER_BYTES_PER_KEY = 4 + 8;

    private final OperatorScope scope;
    private final int sides;
    private final Lease lease;
    private final JoinKeys keys;
    private final List<RecordOutput> pages = new ArrayList<>();
    private RecordOutput page = new RecordOutput(0);
    private final KeyProbe probe = new KeyProbe();
    private @Nullable RecordCodec codec;
    private boolean longs;
    private long pageBytes;

    /** For each bucket how many values, and how many bytes of them, there are. */
    private int[] counts = new int[0];

    private int[] sizes = new int[0];
    private long bucketBytes;

    private byte[][] arrays = new byte[0][];
    /** For each bucket the array (high half) and the end of its bytes there (low half). */
    private long[] ends = new long[0];
    /** The keys in the order of their hashes, from the low bits of each. */
    private int[] order = new int[0];

    CollectedGroups(OperatorScope scope, int sides) {
        this.scope = scope;
        this.sides = sides;
        this.lease = scope.lease("group by key");
        this.keys = new JoinKeys(lease);
    }

    /** Adds the pairs of a batch; returns how many were added: fewer if memory is refused, or a value is of another shape. */
    int add(int side, Batch.Objects batch) {
        if (lease.pressed()) {
            return 0;
        }
        keys.findAll(batch.records, batch.size, probe);
        int[] found = probe.found;
        for (int i = 0; i < batch.size; i++) {
            Pair<?, ?> pair = (Pair<?, ?>) batch.records[i];
            int number = found[i];
            if (number == JoinKeys.NO_KEY) {
                number = numberOf(pair.key());
            }
            if (number == JoinKeys.NO_KEY || !append(number * sides + side, pair.value())) {
                return i;
            }
        }
        return batch.size;
    }

    /** The number of a key that was not there when its batch came. */
    private int numberOf(@Nullable Object key) {
        int number = keys.find(key);
        if (number != JoinKeys.NO_KEY) {
            return number;
        }
        return keys.makeRoom(key) && roomForBuckets() ? keys.add(key) : JoinKeys.NO_KEY;
    }

    private boolean roomForBuckets() {
        long wanted = (long) keys.capacity() * sides;
        if (wanted <= counts.length) {
            return true;
        }
        long newBytes = 2L * 4 * wanted;
        if (wanted > Integer.MAX_VALUE - 16 || !lease.tryReserve(newBytes)) {
            return false;
        }
        counts = Arrays.copyOf(counts, (int) wanted);
        sizes = Arrays.copyOf(sizes, (int) wanted);
        lease.release(bucketBytes);
        bucketBytes = newBytes;
        return true;
    }

    private boolean append(int bucket, @Nullable Object value) {
        RecordCodec writing = codec;
        if (writing == null) {
            writing = RecordCodecs.forRecord(value);
            codec = writing;
            longs = RecordCodecs.isLong(writing);
        }
        RecordOutput out = page;
        if (out.array().length - out.position() < SLACK_BYTES) {
            if (!addPage()) {
                return false;
            }
            out = page;
        }
        int length;
        if (longs) {
            if (!(value instanceof Long number)) {
                return false;
            }
            out.putVarInt(bucket);
            int lengthAt = out.position();
            out.putByte(0);
            out.putZigZag(number);
            length = out.position() - lengthAt - 1;
            out.array()[lengthAt] = (byte) length;
        } else {
            if (!writing.fits(value)) {
                return false;
            }
            length = appendEncoded(out, bucket, value, writing);
        }
        if (length < 0 || sizes[bucket] > Integer.MAX_VALUE - 16 - length) {
            return false;
        }
        counts[bucket]++;
        sizes[bucket] += length;
        return true;
    }

    /** Returns the length, or -1 if the value is so large that memory for it was refused. */
    private int appendEncoded(RecordOutput out, int bucket, @Nullable Object value, RecordCodec writing) {
        int start = out.position();
        int capacity = out.array().length;
        out.putVarInt(bucket);
        int lengthAt = out.position();
        out.putByte(0);
        writing.write(value, out);
        int length = out.position() - lengthAt - 1;
        if (length >= LONG_VALUE) {
            out.putInt(0);
            System.arraycopy(out.array(), lengthAt + 1, out.array(), lengthAt + 5, length);
            out.array()[lengthAt] = (byte) LONG_VALUE;
            int end = out.position();
            out.position(lengthAt + 1);
            out.putInt(length);
            out.position(end);
        } else {
            out.array()[lengthAt] = (byte) length;
        }
        int grown = out.array().length - capacity;
        if (grown > 0) {
            if (!lease.tryReserve(grown)) {
                out.position(start);
                return -1;
            }
            pageBytes += grown;
        }
        return length;
    }

    private boolean addPage() {
        int size = pages.size() < PAGES_BEFORE_LARGE ? RecordPages.PAGE_BYTES : LARGE_PAGE_BYTES;
        if (!lease.tryReserve(size)) {
            return false;
        }
        pageBytes += size;
        page = new RecordOutput(size);
        pages.add(page);
        return true;
    }

    /** Takes what was added, in its order. */
    interface Target {
        void accept(int side, @Nullable Object key, @Nullable Object value) throws IOException;
    }

    /** Hands out all that was added, as long as it is not {@link #finish finished}. */
    void forEach(Target target) throws IOException {
        RecordCodec reading = codec;
        if (reading == null) {
            return;
        }
        RecordInput in = new RecordInput(new byte[0], 0, 0);
        for (RecordOutput each : pages) {
            in.reset(each.array(), 0, each.position());
            while (in.remaining() > 0) {
                int bucket = in.getVarInt();
                length(in);
                target.accept(bucket % sides, keys.key(bucket / sides), reading.read(in));
            }
        }
    }

    private static int length(RecordInput in) {
        int length = in.getByte() & 0xff;
        return length == LONG_VALUE ? in.getInt() : length;
    }

    /** Groups what was added; false if memory is refused, then all stays as it was. */
    boolean finish() {
        int buckets = keys.count() * sides;
        long bytes = (long) keys.count() * ORDER_BYTES_PER_KEY + 8L * buckets;
        for (int bucket = 0; bucket < buckets; bucket++) {
            bytes += sizes[bucket] + PADDING;
        }
        if (!lease.tryReserve(bytes)) {
            return false;
        }
        sortKeys();
        layOut(buckets);
        for (int i = 0; i < pages.size(); i++) {
            scope.checkCancelled();
            move(pages.get(i));
        }
        pages.clear();
        page = new RecordOutput(0);
        lease.release(pageBytes);
        pageBytes = 0;
        return true;
    }

    /** Sorts the keys by hash, keys of equal hash as they came. */
    private void sortKeys() {
        int count = keys.count();
        int numberBits = 32 - Integer.numberOfLeadingZeros(count);
        long numberMask = (1L << numberBits) - 1;
        long[] sorting = new long[count];
        for (int number = 0; number < count; number++) {
            // As many bits of the hash as there is room for, so that numbers can be sorted instead of objects.
            sorting[number] = (keys.hash(number) ^ Long.MIN_VALUE) & ~numberMask | number;
        }
        Arrays.sort(sorting);
        order = new int[count];
        for (int i = 0; i < count; i++) {
            int number = (int) (sorting[i] & numberMask);
            int at = i;
            // Where these bits are equal, which is rare, the others decide.
            while (at > 0
                    && (sorting[at - 1] & ~numberMask) == (sorting[i] & ~numberMask)
                    && Long.compareUnsigned(keys.hash(order[at - 1]), keys.hash(number)) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = number;
        }
    }

    /** Gives each bucket its place; buckets lie in the order in which they will be handed out. */
    private void layOut(int buckets) {
        ends = new long[buckets];
        List<byte[]> laid = new ArrayList<>();
        int used = 0;
        for (int number : order) {
            for (int bucket = number * sides; bucket < (number + 1) * sides; bucket++) {
                int size = sizes[bucket] + PADDING;
                if (used > 0 && (long) used + size > ARRAY_BYTES) {
                    laid.add(new byte[used]);
                    used = 0;
                }
                ends[bucket] = (long) laid.size() << 32 | used;
                used += size;
            }
        }
        laid.add(new byte[used]);
        arrays = laid.toArray(new byte[0][]);
    }

    private void move(RecordOutput from) {
        byte[] bytes = from.array();
        RecordInput in = new RecordInput(bytes, 0, from.position());
        while (in.remaining() > 0) {
            int bucket = in.getVarInt();
            int length = length(in);
            long end = ends[bucket];
            byte[] array = arrays[(int) (end >>> 32)];
            int position = in.position();
            if (length > 0 && length <= 8 && position <= bytes.length - 8 && (int) end <= array.length - 8) {
                LONGS.set(array, (int) end, (long) LONGS.get(bytes, position));
            } else {
                System.arraycopy(bytes, position, array, (int) end, length);
            }
            ends[bucket] = end + length;
            in.position(position + length);
        }
    }

    /** How many keys there are. */
    int keyCount() {
        return keys.count();
    }

    /** The key at a place in the order. */
    @Nullable
    Object key(int place) {
        return keys.key(order[place]);
    }

    /** The values of the key at a place in the order, in one input; large ones go through {@code large}. */
    GroupedValues values(int place, int side, ValueBuffer large) throws IOException {
        int bucket = order[place] * sides + side;
        int count = counts[bucket];
        RecordCodec reading = codec;
        if (count == 0 || reading == null) {
            return GroupedValues.EMPTY;
        }
        byte[] array = arrays[(int) (ends[bucket] >>> 32)];
        int end = (int) ends[bucket];
        int start = end - sizes[bucket];
        if (sizes[bucket] <= ValueBuffer.SMALL_BYTES) {
            // A copy, since the group may be kept for as long as one likes.
            byte[] exact = Arrays.copyOfRange(array, start, end);
            return new GroupedValues(null, new Chunk[] {new MemoryChunk(exact, count, reading)}, count);
        }
        RecordInput in = new RecordInput(array, start, end - start);
        for (int i = 0; i < count; i++) {
            int from = in.position();
            reading.skip(in);
            large.add(reading, array, from, in.position());
        }
        return large.finish();
    }

    @Override
    public void close() {
        pages.clear();
        page = new RecordOutput(0);
        keys.clear();
        arrays = new byte[0][];
        lease.close();
    }
}
