package io.vonk.io.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.ParquetEncodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a column chunk of numbers that has at most one for each record. Used by one thread.
 *
 * <p>The library's column writer takes each number through levels, dictionary, statistics and checks of sizes, most of them
 * virtual calls. This one only gathers the numbers of a page, and when the page is full, each of these is a loop over all of
 * them. The pages are to the byte those that the library writes, except for where they end: a page ends at the library's limit of
 * rows, or when its numbers would take as much as a page should have, whereas the library estimates when to look at that.
 */
final class NumberColumn implements ColumnWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_ROOM = 1024;

    private final ColumnDescriptor column;
    private final PrimitiveType type;
    private final int width;
    private final boolean optional;
    private final PageWriter pages;
    private final Scratch scratch;
    private final int maxDictionarySize;
    private final boolean sizeStatistics;

    /** How many rows a page has at most. */
    private final int maxRows;

    /** The bits of the numbers of the page. */
    private long[] numbers;

    private int count;
    private int rows;

    /** The rows of the page that have no number, in ascending order. */
    private int[] nullRows = new int[0];

    private int nulls;

    /** Null once it has become too large, or the first page was not smaller with it: then numbers stand in the pages. */
    private @Nullable NumberDictionary dictionary = new NumberDictionary();

    /** The part of the dictionary that pages refer to, also when there will be no more such pages. */
    private long[] usedNumbers = new long[0];

    private int usedSize;
    private boolean firstPage = true;

    /** What columns of one thread need only while they write a page. */
    static final class Scratch {
        private int[] ids = new int[0];
        private byte[] page = new byte[0];

        private int[] ids(int count) {
            if (ids.length < RleEncoder.room(count)) {
                ids = new int[RleEncoder.room(count)];
            }
            return ids;
        }

        private byte[] page(int bytes) {
            if (page.length < bytes) {
                page = new byte[bytes];
            }
            return page;
        }
    }

    /** For a column that {@link #fits}. */
    NumberColumn(ColumnDescriptor column, ParquetProperties properties, PageWriter pages, Scratch scratch) {
        this.column = column;
        this.type = column.getPrimitiveType();
        this.width = width(type);
        this.optional = column.getMaxDefinitionLevel() > 0;
        this.pages = pages;
        this.scratch = scratch;
        this.maxDictionarySize = properties.getDictionaryPageSizeThreshold() / width;
        this.sizeStatistics = properties.getSizeStatisticsEnabled(column);
        this.maxRows =
                Math.max(1, Math.min(properties.getPageRowCountLimit(), properties.getPageSizeThreshold() / width));
        this.numbers = new long[Math.min(FIRST_ROOM, maxRows)];
    }

    /** Whether this way of writing a column does all that is asked for. */
    static boolean fits(ColumnDescriptor column, ParquetProperties properties) {
        return column.getMaxRepetitionLevel() == 0
                && column.getMaxDefinitionLevel() <= 1
                && width(column.getPrimitiveType()) > 0
                && !(column.getPrimitiveType().getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
                        && !number.isSigned())
                && properties.getWriterVersion() == WriterVersion.PARQUET_1_0
                && properties.isDictionaryEnabled(column)
                && !properties.isByteStreamSplitEnabled(column)
                && !properties.isBloomFilterEnabled(column)
                && properties.getStatisticsEnabled(column);
    }

    /** How many bytes a plain number takes; 0 for types that are no numbers. */
    private static int width(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            default -> 0;
        };
    }

    @Override
    public void write(int value, int repetitionLevel, int definitionLevel) {
        add(value);
    }

    @Override
    public void write(long value, int repetitionLevel, int definitionLevel) {
        add(value);
    }

    @Override
    public void write(float value, int repetitionLevel, int definitionLevel) {
        add(Float.floatToRawIntBits(value));
    }

    @Override
    public void write(double value, int repetitionLevel, int definitionLevel) {
        add(Double.doubleToRawLongBits(value));
    }

    @Override
    public void write(boolean value, int repetitionLevel, int definitionLevel) {
        throw new UnsupportedOperationException("a boolean for a column of numbers");
    }

    @Override
    public void write(Binary value, int repetitionLevel, int definitionLevel) {
        throw new UnsupportedOperationException("bytes for a column of numbers");
    }

    private void add(long bits) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.min(maxRows, 2 * count));
        }
        numbers[count++] = bits;
        endRow();
    }

    @Override
    public void writeNull(int repetitionLevel, int definitionLevel) {
        if (nulls == nullRows.length) {
            nullRows = Arrays.copyOf(nullRows, Math.min(maxRows, Math.max(FIRST_ROOM, 2 * nulls)));
        }
        nullRows[nulls++] = rows;
        endRow();
    }

    private void endRow() {
        if (++rows == maxRows) {
            writePage();
        }
    }

    /** All records were written: writes what is left, and the dictionary. Nothing may be written after that. */
    void finish() {
        if (rows > 0) {
            writePage();
        }
        if (usedSize == 0) {
            return;
        }
        byte[] page = new byte[usedSize * width];
        putPlain(usedNumbers, usedSize, page, 0);
        try {
            pages.writeDictionaryPage(new DictionaryPage(BytesInput.from(page), usedSize, dictionaryEncoding()));
        } catch (IOException e) {
            throw new ParquetEncodingException("column " + column + " could not be written", e);
        }
    }

    private void writePage() {
        int[] ids = scratch.ids(rows);
        byte[] page = scratch.page(maxPageBytes());
        int start = optional ? putDefinitionLevels(ids, page) : 0;
        int end = putIds(ids, page, start);
        boolean plain = end < 0;
        if (plain) {
            end = putPlain(numbers, count, page, start);
        }
        try {
            pages.writePage(
                    BytesInput.from(page, 0, end),
                    rows,
                    rows,
                    statistics(),
                    noSizes(),
                    null,
                    levelEncoding(0),
                    levelEncoding(optional ? 1 : 0),
                    plain ? Encoding.PLAIN : dictionaryEncoding());
        } catch (IOException e) {
            throw new ParquetEncodingException("column " + column + " could not be written", e);
        }
        rows = 0;
        count = 0;
        nulls = 0;
        firstPage = false;
    }

    private int maxPageBytes() {
        int levels = Integer.BYTES + RleEncoder.maxBytes(rows, 1);
        int bits = RleEncoder.widthOf(maxDictionarySize);
        return levels + 1 + Math.max(count * width, RleEncoder.maxBytes(count, bits));
    }

    /** The length of the levels and then they: 1 where there is a number. */
    private int putDefinitionLevels(int[] levels, byte[] page) {
        Arrays.fill(levels, 0, rows, 1);
        for (int i = 0; i < nulls; i++) {
            levels[nullRows[i]] = 0;
        }
        int end = RleEncoder.encode(levels, rows, 1, page, Integer.BYTES);
        INT.set(page, 0, end - Integer.BYTES);
        return end;
    }

    /**
     * The width of the ids and then they.
     *
     * @return where they end, or -1 if the numbers shall be written themselves, from now on
     */
    private int putIds(int[] ids, byte[] page, int at) {
        NumberDictionary all = dictionary;
        if (all == null) {
            return -1;
        }
        if (all.ids(numbers, count, ids, maxDictionarySize)) {
            int bits = RleEncoder.widthOf(Math.max(0, all.size() - 1));
            page[at] = (byte) bits;
            int end = RleEncoder.encode(ids, count, bits, page, at + 1);
            if (!firstPage || end - at + all.size() * width < count * width) {
                usedNumbers = all.numbers();
                usedSize = all.size();
                return end;
            }
        }
        dictionary = null;
        return -1;
    }

    private int putPlain(long[] from, int many, byte[] page, int at) {
        if (width == Long.BYTES) {
            for (int i = 0; i < many; i++) {
                LONG.set(page, at + i * Long.BYTES, from[i]);
            }
        } else {
            for (int i = 0; i < many; i++) {
                INT.set(page, at + i * Integer.BYTES, (int) from[i]);
            }
        }
        return at + many * width;
    }

    /** The smallest and the largest number: the library's own statistics are told these two instead of all. */
    private Statistics<?> statistics() {
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.incrementNumNulls(nulls);
        switch (type.getPrimitiveTypeName()) {
            case INT32, INT64 -> {}
            default -> {
                updateWithFractions(statistics);
                return statistics;
            }
        }
        if (count > 0) {
            long min = numbers[0];
            long max = min;
            for (int i = 1; i < count; i++) {
                min = Math.min(min, numbers[i]);
                max = Math.max(max, numbers[i]);
            }
            update(statistics, min);
            update(statistics, max);
        }
        return statistics;
    }

    /** Those of the numbers with a fraction, in the order of their bits, which is that of the numbers, -0 being before 0. */
    private void updateWithFractions(Statistics<?> statistics) {
        int sign = width * Byte.SIZE - 1;
        long infinity = width == Long.BYTES
                ? Double.doubleToRawLongBits(Double.POSITIVE_INFINITY)
                : Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long ordered = ordered(numbers[i], sign);
            min = Math.min(min, ordered);
            max = Math.max(max, ordered);
        }
        if (max > infinity || min < ~infinity) {
            // There are some that are not numbers, and the library has its rules about them.
            for (int i = 0; i < count; i++) {
                update(statistics, numbers[i]);
            }
        } else if (count > 0) {
            update(statistics, ordered(min, sign));
            update(statistics, ordered(max, sign));
        }
    }

    /** Bits that sort like the number, and back again. */
    private static long ordered(long bits, int sign) {
        return bits ^ (bits >> Long.SIZE - 1 & (1L << sign) - 1);
    }

    private void update(Statistics<?> statistics, long bits) {
        switch (type.getPrimitiveTypeName()) {
            case INT32 -> statistics.updateStats((int) bits);
            case INT64 -> statistics.updateStats(bits);
            case FLOAT -> statistics.updateStats(Float.intBitsToFloat((int) bits));
            default -> statistics.updateStats(Double.longBitsToDouble(bits));
        }
    }

    /** Numbers have all the same size, and one level needs no histogram: there is nothing to tell. */
    private SizeStatistics noSizes() {
        int definitionLevel = optional ? 1 : 0;
        return (sizeStatistics
                        ? SizeStatistics.newBuilder(type, 0, definitionLevel)
                        : SizeStatistics.noopBuilder(type, 0, definitionLevel))
                .build();
    }

    @SuppressWarnings("deprecation") // what the first version of the format says where there are no levels
    private static Encoding levelEncoding(int maxLevel) {
        return maxLevel == 0 ? Encoding.BIT_PACKED : Encoding.RLE;
    }

    @SuppressWarnings("deprecation") // the first version of the format has one name for ids and dictionary
    private static Encoding dictionaryEncoding() {
        return Encoding.PLAIN_DICTIONARY;
    }

    /** The numbers of the page that is being gathered, plain, and the pages that were written. */
    @Override
    public long getBufferedSizeInMemory() {
        return (long) count * width + pages.getMemSize();
    }

    /** What is held in memory, whether it is used or not. */
    long allocatedSize() {
        NumberDictionary all = dictionary;
        return (long) numbers.length * Long.BYTES
                + (long) nullRows.length * Integer.BYTES
                + (all == null ? (long) usedNumbers.length * Long.BYTES : all.allocatedBytes())
                + pages.allocatedSize();
    }

    /** Nothing is held that would have to be let go. */
    @Override
    public void close() {}
}
