package io.vonk.io.parquet;

import java.util.Arrays;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.IntList.IntIterator;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Collects the dictionary of a column of numbers; writes the same pages as the library's writer.
 *
 * <p>That one keeps its numbers in a linked hash table, whose look-up is what most of writing a file is spent on. Here, the
 * numbers stand in an array in the order of their ids, and slots of an open-addressing table name the ids. A value that is
 * the same as the one before, as in many columns most are, is not looked up at all.
 */
final class NumberDictionaryWriter extends DictionaryValuesWriter {
    private static final int FIRST_CAPACITY = 256;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final PrimitiveTypeName type;
    private final int width;

    /** The bits of the numbers, by id. */
    private long[] numbers = new long[FIRST_CAPACITY];

    private int size;

    /** Ids + 1, or 0; twice as many as there is room for numbers. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    private long lastBits;
    private int lastId = -1;

    /** For a column of {@code INT32}, {@code INT64} or {@code DOUBLE}; the rest as for the library's own. */
    NumberDictionaryWriter(
            PrimitiveTypeName type,
            int maxDictionaryBytes,
            Encoding dataEncoding,
            Encoding dictionaryEncoding,
            ByteBufferAllocator allocator) {
        super(maxDictionaryBytes, dataEncoding, dictionaryEncoding, allocator);
        this.type = type;
        this.width = type == PrimitiveTypeName.INT32 ? Integer.BYTES : Long.BYTES;
    }

    @Override
    public void writeInteger(int value) {
        add(value);
    }

    @Override
    public void writeLong(long value) {
        add(value);
    }

    @Override
    public void writeDouble(double value) {
        add(Double.doubleToRawLongBits(value));
    }

    private void add(long bits) {
        if (bits != lastBits || lastId < 0) {
            lastId = id(bits);
            lastBits = bits;
        }
        encodedValues.add(lastId);
    }

    private int id(long bits) {
        int mask = slots.length - 1;
        int slot = slot(bits, mask);
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (numbers[id] == bits) {
                return id;
            }
            slot = slot + 1 & mask;
        }
        if (size == numbers.length) {
            grow();
            return id(bits);
        }
        numbers[size] = bits;
        slots[slot] = size + 1;
        dictionaryByteSize += width;
        return size++;
    }

    /** The upper bits of the product: they depend on all bits, also on those where doubles of few digits differ. */
    private static int slot(long bits, int mask) {
        return (int) (bits * FACTOR >>> 32) & mask;
    }

    private void grow() {
        numbers = Arrays.copyOf(numbers, 2 * size);
        slots = new int[4 * size];
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = slot(numbers[id], mask);
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = id + 1;
        }
    }

    @Override
    public @Nullable DictionaryPage toDictPageAndClose() {
        if (lastUsedDictionarySize == 0) {
            return null; // what the contract says of a dictionary that no page has used
        }
        PlainValuesWriter page = new PlainValuesWriter(lastUsedDictionaryByteSize, maxDictionaryByteSize, allocator);
        for (int id = 0; id < lastUsedDictionarySize; id++) {
            write(id, page);
        }
        return dictPage(page);
    }

    @Override
    protected void fallBackDictionaryEncodedData(ValuesWriter writer) {
        IntIterator ids = encodedValues.iterator();
        while (ids.hasNext()) {
            write(ids.next(), writer);
        }
    }

    private void write(int id, ValuesWriter writer) {
        switch (type) {
            case INT32 -> writer.writeInteger((int) numbers[id]);
            case INT64 -> writer.writeLong(numbers[id]);
            case DOUBLE -> writer.writeDouble(Double.longBitsToDouble(numbers[id]));
            default -> throw new IllegalStateException("a dictionary of numbers for " + type);
        }
    }

    @Override
    protected int getDictionarySize() {
        return size;
    }

    @Override
    protected void clearDictionaryContent() {
        numbers = new long[FIRST_CAPACITY];
        slots = new int[2 * FIRST_CAPACITY];
        size = 0;
        lastId = -1;
    }
}
