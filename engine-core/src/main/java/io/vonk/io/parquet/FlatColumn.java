package io.vonk.io.parquet;

import io.vonk.error.DataException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a row group that has one value or null for each row: its pages are decoded straight into a vector.
 */
final class FlatColumn implements RowGroupColumns {
    private static final int PLAIN = 0;
    private static final int PLAIN_DICTIONARY = 2;
    private static final int RLE = 3;
    private static final int BIT_PACKED = 4;
    private static final int DELTA_BINARY_PACKED = 5;
    private static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    private static final int DELTA_BYTE_ARRAY = 7;
    private static final int RLE_DICTIONARY = 8;
    private static final int BYTE_STREAM_SPLIT = 9;

    private final ColumnPages pages;
    private final LeafType leaf;
    private final boolean optional;
    private final ColumnVector vector;
    private DictionaryDecoder.@Nullable Entries dictionary;

    /** Rows of the page that were not read yet. */
    private int pageLeft;

    private boolean loaded;
    private @Nullable NullReader nullReader;
    private @Nullable ValueDecoder decoder;

    /** Reads which values are null. */
    private interface NullReader {

        /** Returns how many are not null. */
        int read(boolean[] nulls, int from, int count);
    }

    FlatColumn(ColumnPages pages, LeafType leaf, boolean optional, ColumnVector vector) {
        this.pages = pages;
        this.leaf = leaf;
        this.optional = optional;
        this.vector = vector;
    }

    @Override
    public void read(int count) throws IOException {
        try {
            int at = 0;
            while (at < count) {
                needPage();
                int n = Math.min(pageLeft, count - at);
                load();
                readFromPage(at, n);
                pageLeft -= n;
                at += n;
            }
        } catch (PageFormatException | IndexOutOfBoundsException e) {
            throw pages.place().damaged("a page cannot be decoded: " + e.getMessage(), e);
        } catch (DataException | ArithmeticException | DateTimeException e) {
            throw named(e);
        }
    }

    @Override
    public void skip(long count) throws IOException {
        try {
            long remaining = count;
            while (remaining > 0) {
                needPage();
                int n = (int) Math.min(pageLeft, remaining);
                if (loaded || n < pageLeft) {
                    load();
                    skipInPage(n);
                }
                pageLeft -= n;
                remaining -= n;
            }
        } catch (PageFormatException | IndexOutOfBoundsException e) {
            throw pages.place().damaged("a page cannot be decoded: " + e.getMessage(), e);
        }
    }

    /** Adds the place to an exception about a value. */
    private DataException named(RuntimeException e) {
        String place = pages.place().toString();
        String message = String.valueOf(e.getMessage());
        return e instanceof DataException data
                        && message.startsWith(pages.place().path())
                ? data
                : new DataException(place + ": " + message, e);
    }

    private void needPage() throws IOException {
        while (pageLeft == 0) {
            PageHeader header = pages.next();
            if (header == null) {
                throw pages.place().damaged("its pages end before its rows", null);
            }
            pageLeft = header.values();
            loaded = false;
        }
    }

    private void load() throws IOException {
        if (!loaded) {
            Page page = pages.load();
            nullReader = optional ? nullReader(page) : null;
            decoder = decoder(page);
            loaded = true;
        }
    }

    private void readFromPage(int at, int count) {
        ValueDecoder values = Objects.requireNonNull(decoder, "decoder");
        NullReader nulls = nullReader;
        if (nulls == null) {
            Arrays.fill(vector.nulls, at, at + count, false);
            vector.decode(values, at, count);
            return;
        }
        int present = nulls.read(vector.nulls, at, count);
        if (present > 0) {
            vector.decode(values, at, present);
        }
        if (present < count) {
            spread(at, count, present);
        }
    }

    /** Moves values that were decoded without gaps to their rows. */
    private void spread(int at, int count, int present) {
        int from = at + present - 1;
        for (int row = at + count - 1; from >= at && row > from; row--) {
            if (!vector.nulls[row]) {
                vector.move(from--, row);
            }
        }
    }

    private void skipInPage(int count) {
        ValueDecoder values = Objects.requireNonNull(decoder, "decoder");
        NullReader nulls = nullReader;
        if (nulls == null) {
            values.skip(count);
            return;
        }
        for (int left = count; left > 0; left -= Math.min(left, ColumnVector.ROWS)) {
            int present = nulls.read(vector.nulls, 0, Math.min(left, ColumnVector.ROWS));
            values.skip(present);
        }
    }

    private static NullReader nullReader(Page page) {
        Page.Range range = page.definition();
        if (page.header().kind() == PageHeader.Kind.DATA_V1
                && page.header().levels().definitionEncoding() == BIT_PACKED) {
            return new BitPackedNulls(page.bytes(), range.start());
        }
        return new RleDecoder(page.bytes(), range.start(), range.end(), 1)::readNulls;
    }

    /** The levels of files from before 2014: one bit each, the highest bit of a byte first. */
    private static final class BitPackedNulls implements NullReader {
        private final byte[] bytes;
        private final int start;
        private int bit;

        BitPackedNulls(byte[] bytes, int start) {
            this.bytes = bytes;
            this.start = start;
        }

        @Override
        public int read(boolean[] nulls, int from, int count) {
            int present = 0;
            for (int i = 0; i < count; i++, bit++) {
                int level = bytes[start + (bit >>> 3)] >>> (7 - (bit & 7)) & 1;
                nulls[from + i] = level == 0;
                present += level;
            }
            return present;
        }
    }

    private ValueDecoder decoder(Page page) throws IOException {
        byte[] bytes = page.bytes();
        int start = page.values().start();
        int end = page.values().end();
        return switch (page.header().encoding()) {
            case PLAIN -> new PlainDecoder(bytes, start, end, leaf);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> new DictionaryDecoder(dictionary(), bytes, start, end);
            case RLE -> new LazyDecoder(() -> new RleBooleanDecoder(bytes, start, end));
            case DELTA_BINARY_PACKED -> new LazyDecoder(() -> new DeltaDecoder(bytes, start, end));
            case DELTA_LENGTH_BYTE_ARRAY ->
                new LazyDecoder(() -> new DeltaBytesDecoder(
                        bytes, start, end, leaf, page.header().values(), false));
            case DELTA_BYTE_ARRAY ->
                new LazyDecoder(() -> new DeltaBytesDecoder(
                        bytes, start, end, leaf, page.header().values(), true));
            case BYTE_STREAM_SPLIT -> new SplitStreamDecoder(bytes, start, end, leaf);
            default ->
                throw new PageFormatException(
                        "there is no encoding " + page.header().encoding());
        };
    }

    private DictionaryDecoder.Entries dictionary() throws IOException {
        DictionaryDecoder.Entries entries = dictionary;
        if (entries == null) {
            byte[] bytes = pages.dictionary();
            if (bytes == null) {
                throw new PageFormatException("its dictionary is missing");
            }
            entries = new DictionaryDecoder.Entries(leaf, bytes, pages.dictionaryEntries());
            dictionary = entries;
        }
        return entries;
    }
}
