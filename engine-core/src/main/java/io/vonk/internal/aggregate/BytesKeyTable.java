package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are equal if and only if their encoded bytes are, kept as these bytes: up to {@value #MAX_PACKED} of them within
 * two words, longer ones in pages. So a look-up touches no object of an earlier record, the collector has nothing to trace,
 * and keys that come encoded are never decoded.
 *
 * <p>A packed key is its bytes from the lowest of the first word on, zeros behind them, and their number in the top byte of
 * the second word. A longer key is a hash of its bytes in the first word and its address in the second, whose sign bit is
 * set.
 *
 * <p>Works batch by batch in several loops: one makes words of keys, one reads their slots, one touches the entries that the
 * slots name, and only the last compares. A loop without branches that depend on what is read goes on with the next keys
 * while one waits for memory; a comparison whose outcome was guessed wrongly would stop all that follow.
 */
final class BytesKeyTable extends KeyTable {
    static final int MAX_PACKED = 15;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PAGE_BYTES = 64 * 1024;
    private static final long LONG_KEY = Long.MIN_VALUE;
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0xd6e8feb86659fd93L;

    /** The bytes of a word of which the first so many are wanted. */
    private static final long[] LOW_BYTES = new long[9];

    static {
        for (int bytes = 1; bytes <= 8; bytes++) {
            LOW_BYTES[bytes] = -1L >>> 64 - 8 * bytes;
        }
    }

    private final RecordCodec codec;
    private final boolean strings;
    private final boolean longPairs;
    private final RecordInput input = new RecordInput(new byte[0], 0, 0);
    private final byte[] packed = new byte[16];

    /** Two words for each key. */
    private long[] words = new long[2 * FIRST_CAPACITY];

    /** Two words for each key of a batch; for a long one its hash and, in the second, where its bytes start. */
    private long[] batch = new long[2 * Batch.CAPACITY];

    /** Where the bytes of each long key of a batch end. */
    private int[] ends = new int[Batch.CAPACITY];

    /** The bytes of a batch's long keys that came as objects. */
    private final RecordOutput rest = new RecordOutput(256);

    private final List<byte[]> pages = new ArrayList<>();
    private byte[] page = new byte[0];
    private int position;
    private long pageBytes;

    /** For keys that {@code codec} takes; its encoded equality must be that of the keys. */
    BytesKeyTable(RecordCodec codec) {
        this.codec = codec;
        this.strings = RecordCodecs.isString(codec);
        this.longPairs = RecordCodecs.isLongPairs(codec);
    }

    @Override
    boolean takes(RecordCodec other) {
        return codec.equals(other);
    }

    @Override
    int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        makeBatch(to);
        rest.position(0);
        int end = strings ? packStrings(records, pairs, from, to) : pack(records, pairs, from, to);
        numberBatch(from, end, rest.array(), numbers);
        return end;
    }

    private void makeBatch(int count) {
        if (ends.length < count) {
            batch = new long[2 * count];
            ends = new int[count];
        }
    }

    private int packStrings(@Nullable Object[] records, boolean pairs, int from, int to) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof String text)) {
                return i;
            }
            if (!packString(text, i)) {
                packEncoded(text, i);
            }
        }
        return to;
    }

    /** Makes words of a string as the codec makes bytes of it; false if it does not fit. */
    private boolean packString(String text, int index) {
        int length = text.length();
        if (length >= MAX_PACKED) {
            return false;
        }
        if (length == 0) {
            batch[2 * index] = 0;
            batch[2 * index + 1] = 1L << 56;
            return true;
        }
        // Not in a loop, since a guess of where so short a loop ends is wrong for most words. Where there is no
        // character the last one is read instead, and masked.
        int last = length - 1;
        char c0 = text.charAt(0);
        char c1 = text.charAt(Math.min(1, last));
        char c2 = text.charAt(Math.min(2, last));
        char c3 = text.charAt(Math.min(3, last));
        char c4 = text.charAt(Math.min(4, last));
        char c5 = text.charAt(Math.min(5, last));
        char c6 = text.charAt(Math.min(6, last));
        int seen = c0 | c1 | c2 | c3 | c4 | c5 | c6;
        long low = (long) c0 << 8
                | (long) c1 << 16
                | (long) c2 << 24
                | (long) c3 << 32
                | (long) c4 << 40
                | (long) c5 << 48
                | (long) c6 << 56;
        low = low & LOW_BYTES[Math.min(length + 1, 8)] | (long) length << 1;
        long high = (length + 1L) << 56;
        for (int i = 7; i < length; i++) {
            char character = text.charAt(i);
            seen |= character;
            high |= (long) character << 8 * (i - 7);
        }
        if (seen > 0xff) {
            return false;
        }
        batch[2 * index] = low;
        batch[2 * index + 1] = high;
        return true;
    }

    private int pack(@Nullable Object[] records, boolean pairs, int from, int to) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!codec.fits(key)) {
                return i;
            }
            packEncoded(key, i);
        }
        return to;
    }

    private void packEncoded(@Nullable Object key, int index) {
        int start = rest.position();
        codec.write(key, rest);
        if (packBytes(rest.array(), start, rest.position(), index)) {
            rest.position(start);
        }
    }

    /** Makes words of an encoded key; false if it is a long one, whose bytes have to stay where they are. */
    private boolean packBytes(byte[] bytes, int start, int end, int index) {
        int length = end - start;
        if (length > MAX_PACKED) {
            batch[2 * index] = hash(bytes, start, end);
            batch[2 * index + 1] = LONG_KEY | start;
            ends[index] = end;
            return false;
        }
        long low = 0;
        long high = 0;
        if (start + 16 <= bytes.length) {
            low = (long) LONGS.get(bytes, start) & LOW_BYTES[Math.min(length, 8)];
            high = length > 8 ? (long) LONGS.get(bytes, start + 8) & LOW_BYTES[length - 8] : 0;
        } else {
            for (int i = 0; i < length; i++) {
                long wanted = bytes[start + i] & 0xffL;
                if (i < 8) {
                    low |= wanted << 8 * i;
                } else {
                    high |= wanted << 8 * (i - 8);
                }
            }
        }
        batch[2 * index] = low;
        batch[2 * index + 1] = high | (long) length << 56;
        return true;
    }

    private void numberBatch(int from, int to, byte[] longKeys, int[] numbers) {
        readSlots(from, to, numbers);
        for (int i = from; i < to; i++) {
            long low = batch[2 * i];
            long high = batch[2 * i + 1];
            int number = numbers[i] - 1;
            if (high < 0) {
                numbers[i] = numberLong(low, longKeys, (int) high, ends[i]);
            } else if (number >= 0 && words[2 * number] == low && words[2 * number + 1] == high) {
                numbers[i] = number;
            } else {
                numbers[i] = numberPacked(low, high);
            }
        }
    }

    /**
     * Puts the content of each key's first slot into {@code numbers} and has the entries that they name brought near. An entry
     * that is added later in the batch is not seen in it; whoever finds no match here looks again.
     */
    private void readSlots(int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            long low = batch[2 * i];
            long high = batch[2 * i + 1];
            numbers[i] = slots[(high >= 0 ? slotHash(low, high) : (int) low) & mask];
        }
        long seen = 0;
        for (int i = from; i < to; i++) {
            seen ^= words[2 * Math.max(numbers[i] - 1, 0)];
        }
        touched = seen;
    }

    /** The number of a key of up to {@value #MAX_PACKED} bytes. */
    private int numberPacked(long low, long high) {
        int slot = slotHash(low, high) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                return add(slot, low, high);
            }
            int at = 2 * (entry - 1);
            if (words[at] == low && words[at + 1] == high) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    /** The number of a longer key. */
    private int numberLong(long hash, byte[] bytes, int start, int end) {
        int slot = (int) hash & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                return add(slot, hash, store(bytes, start, end));
            }
            int at = 2 * (entry - 1);
            if (words[at] == hash && words[at + 1] < 0 && matches(words[at + 1], bytes, start, end)) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    private int add(int slot, long low, long high) {
        words[2 * size] = low;
        words[2 * size + 1] = high;
        slots[slot] = ++size;
        return size - 1;
    }

    private boolean matches(long address, byte[] bytes, int start, int end) {
        byte[] other = pages.get((int) (address >>> 32) & Integer.MAX_VALUE);
        int offset = (int) address;
        int length = end - start;
        // Encodings end by themselves, so bytes of a neighbour cannot complete a shorter key.
        return offset + length <= other.length && Arrays.equals(other, offset, offset + length, bytes, start, end);
    }

    private long store(byte[] bytes, int start, int end) {
        int length = end - start;
        if (page.length - position < length) {
            page = new byte[Math.max(pages.isEmpty() ? PAGE_BYTES / 16 : PAGE_BYTES, length)];
            pages.add(page);
            pageBytes += page.length;
            position = 0;
        }
        System.arraycopy(bytes, start, page, position, length);
        long address = LONG_KEY | (long) (pages.size() - 1) << 32 | position;
        position += length;
        return address;
    }

    @Override
    void number(RecordInput in, EncodedValues values, int count, int[] numbers) {
        makeBatch(count);
        byte[] bytes = in.array();
        for (int i = 0; i < count; i++) {
            int start = in.position();
            skip(in);
            packBytes(bytes, start, in.position(), i);
            values.read(in, i);
        }
        numberBatch(0, count, bytes, numbers);
    }

    /** What the codec does; the usual ones here, where no call of many targets is needed for them. */
    private void skip(RecordInput in) {
        if (strings) {
            in.skip(in.getVarInt() >>> 1);
        } else if (longPairs) {
            in.skipVarLong();
            in.skipVarLong();
        } else {
            codec.skip(in);
        }
    }

    @Override
    void encode(int number, RecordOutput out) {
        long low = words[2 * number];
        long high = words[2 * number + 1];
        if (high >= 0) {
            out.putWords(low, high & LOW_BYTES[7], (int) (high >>> 56));
            return;
        }
        locate(high);
        int start = input.position();
        skip(input);
        out.putBytes(input.array(), start, input.position() - start);
    }

    private void locate(long address) {
        byte[] bytes = pages.get((int) (address >>> 32) & Integer.MAX_VALUE);
        int offset = (int) address;
        input.reset(bytes, offset, bytes.length - offset);
    }

    @Override
    @Nullable
    Object key(int number) {
        long high = words[2 * number + 1];
        if (high < 0) {
            locate(high);
        } else {
            LONGS.set(packed, 0, words[2 * number]);
            LONGS.set(packed, 8, high);
            input.reset(packed, 0, (int) (high >>> 56));
        }
        return codec.read(input);
    }

    @Override
    void keys(int from, int count, @Nullable Object[] into) {
        // Side by side, because codecs have better loops for many records.
        rest.position(0);
        for (int i = 0; i < count; i++) {
            encode(from + i, rest);
        }
        input.reset(rest.array(), 0, rest.position());
        codec.readAll(input, into, 0, count);
    }

    @Override
    long hash(int number) {
        long high = words[2 * number + 1];
        if (!strings || high < 0 || (words[2 * number] & 1) != 0) {
            return HashPartitioner.hash(key(number));
        }
        // What String.hashCode gives for characters of one byte, without making the string.
        long low = words[2 * number] >>> 8;
        int length = (int) (high >>> 56) - 1;
        int hashCode = 0;
        for (int i = 0; i < length; i++) {
            if (i == 7) {
                low = high;
            }
            hashCode = 31 * hashCode + (int) (low & 0xff);
            low >>>= 8;
        }
        return HashPartitioner.mix(hashCode);
    }

    @Override
    int slotHash(int number) {
        long high = words[2 * number + 1];
        return high >= 0 ? slotHash(words[2 * number], high) : (int) words[2 * number];
    }

    private static int slotHash(long low, long high) {
        long hash = (low ^ Long.rotateLeft(high * FIRST, 23)) * SECOND;
        return (int) (hash ^ hash >>> 32);
    }

    private static long hash(byte[] bytes, int start, int end) {
        long hash = (end - start) * FIRST;
        int at = start;
        for (; at <= end - 8; at += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * SECOND;
            hash ^= hash >>> 32;
        }
        if (at < end) {
            // The last eight bytes, some of them again: a long key has more than that.
            hash = (hash ^ (long) LONGS.get(bytes, end - 8)) * SECOND;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    @Override
    long bytes(int count) {
        return 24L * count;
    }

    @Override
    long extraBytes() {
        return pageBytes;
    }

    @Override
    void resizeKeys(int newCapacity) {
        words = Arrays.copyOf(words, 2 * newCapacity);
    }

    @Override
    void clearKeys() {
        pages.clear();
        page = new byte[0];
        position = 0;
        pageBytes = 0;
    }
}
