package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are all String, kept as bytes: up to 7 characters of one byte each within one long, longer ones encoded in
 * pages. So a look-up touches no object of an earlier record, and the collector has nothing to trace.
 */
final class StringKeyTable extends KeyTable {
    private static final int PAGE_BYTES = 64 * 1024;
    private static final int MAX_PACKED = 7;
    private static final long LONG_KEY = Long.MIN_VALUE;

    private final RecordCodec codec = RecordCodecs.forRecord("");
    private final RecordOutput scratch = new RecordOutput(256);
    private final RecordInput input = new RecordInput(new byte[0], 0, 0);

    /** A packed key, or an address with the sign bit set. */
    private long[] words = new long[FIRST_CAPACITY];

    private int[] hashCodes = new int[FIRST_CAPACITY];
    private final List<byte[]> pages = new ArrayList<>();
    private byte[] page = new byte[0];
    private int position;
    private long pageBytes;

    @Override
    int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof String text)) {
                return i;
            }
            numbers[i] = number(text);
        }
        return to;
    }

    private int number(String key) {
        int hashCode = key.hashCode();
        long word = pack(key);
        return word >= 0 ? numberPacked(word, hashCode) : numberLong(key, hashCode);
    }

    /** The key's length and characters in one long, or -1 if they do not fit. */
    private static long pack(String key) {
        int length = key.length();
        if (length > MAX_PACKED) {
            return -1;
        }
        long word = length;
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char character = key.charAt(i);
            seen |= character;
            word = word << 8 | character;
        }
        return seen > 0xff ? -1 : word;
    }

    /** The number of a key of up to 7 one-byte characters. */
    int numberPacked(long word, int hashCode) {
        int slot = (int) HashPartitioner.mix(hashCode) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                return add(slot, word, hashCode);
            }
            if (words[entry - 1] == word) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    private int numberLong(String key, int hashCode) {
        int slot = (int) HashPartitioner.mix(hashCode) & mask;
        scratch.position(0);
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                encode(key);
                return add(slot, store(scratch.array(), 0, scratch.position()), hashCode);
            }
            if (hashCodes[entry - 1] == hashCode && words[entry - 1] < 0) {
                encode(key);
                if (matches(words[entry - 1], scratch.array(), 0, scratch.position())) {
                    return entry - 1;
                }
            }
            slot = slot + 1 & mask;
        }
    }

    private void encode(String key) {
        if (scratch.position() == 0) {
            codec.write(key, scratch);
        }
    }

    private int add(int slot, long word, int hashCode) {
        words[size] = word;
        hashCodes[size] = hashCode;
        slots[slot] = ++size;
        return size - 1;
    }

    private boolean matches(long address, byte[] bytes, int start, int end) {
        byte[] other = pages.get((int) (address >>> 32) & Integer.MAX_VALUE);
        int offset = (int) address;
        int length = end - start;
        // The length comes first in the encoding, so bytes of a neighbour cannot complete a shorter key.
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
    Object key(int number) {
        long word = words[number];
        if (word < 0) {
            byte[] bytes = pages.get((int) (word >>> 32) & Integer.MAX_VALUE);
            int offset = (int) word;
            input.reset(bytes, offset, bytes.length - offset);
            Object key = codec.read(input);
            return key == null ? "" : key;
        }
        return unpack(word);
    }

    @SuppressWarnings("deprecation") // the one constructor that takes Latin-1 bytes as they are
    private static String unpack(long word) {
        int length = length(word);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (word >>> 8 * (length - 1 - i));
        }
        return new String(bytes, 0, 0, length);
    }

    /** The length is the byte above the characters; the characters of a shorter key leave more zeros above it. */
    private static int length(long word) {
        for (int length = MAX_PACKED; length > 0; length--) {
            if (word >>> 8 * length == length) {
                return length;
            }
        }
        return 0;
    }

    @Override
    long hash(int number) {
        return HashPartitioner.mix(hashCodes[number]);
    }

    @Override
    long bytes(int count) {
        return 20L * count;
    }

    @Override
    long extraBytes() {
        return pageBytes;
    }

    @Override
    void resizeKeys(int newCapacity) {
        words = Arrays.copyOf(words, newCapacity);
        hashCodes = Arrays.copyOf(hashCodes, newCapacity);
    }

    @Override
    void clearKeys() {
        pages.clear();
        page = new byte[0];
        position = 0;
        pageBytes = 0;
    }
}
