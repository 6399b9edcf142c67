package io.vonk.io.parquet;

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
 * <p>That one keeps its numbers in a linked hash table, whose look-up is what most of writing a file is spent on. Here, they
 * are kept by a {@link NumberDictionary}, and a value that is the same as the one before is not looked up at all.
 */
final class NumberDictionaryWriter extends DictionaryValuesWriter {
    private final PrimitiveTypeName type;
    private final int width;

    private NumberDictionary dictionary = new NumberDictionary();
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
            int known = dictionary.size();
            lastId = dictionary.id(bits);
            lastBits = bits;
            dictionaryByteSize += (long) width * (dictionary.size() - known);
        }
        encodedValues.add(lastId);
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
            case INT32 -> writer.writeInteger((int) dictionary.number(id));
            case INT64 -> writer.writeLong(dictionary.number(id));
            case DOUBLE -> writer.writeDouble(Double.longBitsToDouble(dictionary.number(id)));
            default -> throw new IllegalStateException("a dictionary of numbers for " + type);
        }
    }

    @Override
    protected int getDictionarySize() {
        return dictionary.size();
    }

    @Override
    protected void clearDictionaryContent() {
        dictionary = new NumberDictionary();
        lastId = -1;
    }
}
