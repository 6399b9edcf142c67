package io.vonk.io.parquet;

import io.vonk.io.FileInput;
import java.io.IOException;
import java.util.zip.CRC32;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column chunk, in order. Reads ahead in the file by a small window, so a row group never has to be in
 * memory as a whole.
 *
 * <p>Nothing that the file says is trusted: sizes are checked against the chunk, which has been checked against the
 * file, before memory is taken; checksums are verified where they are present; the number of values has to be what the
 * footer says. Used by one thread; does not own the file.
 */
final class ColumnPages {
    private static final int WINDOW_BYTES = 256 << 10;
    private static final int FIRST_HEADER_BYTES = 1 << 10;

    /** Up to this size a page may contradict the footer's size of the column, which some writers get wrong. */
    private static final int UNQUESTIONED_BYTES = 16 << 20;

    private static final int RLE = 3;
    private static final int BIT_PACKED = 4;

    private final FileInput file;
    private final ChunkPlace place;
    private final ChunkLayout layout;
    private final PageDecompressor decompressor;

    /** The window: bytes of the file from {@code windowStart} on. */
    private byte[] window = new byte[0];

    private long windowStart;
    private int windowLength;

    /** Where the next header begins. */
    private long position;

    private byte[] body = new byte[0];
    private @Nullable PageHeader current;
    private long valuesSeen;
    private boolean dictionaryLooked;
    private byte @Nullable [] dictionary;
    private int dictionaryEntries;

    /**
     * Where a chunk is and what it holds.
     *
     * @param start its first byte
     * @param end the byte after its last
     * @param uncompressedBytes the size of all pages when decompressed
     * @param values how many values, null or not
     * @param maxRepetition the highest repetition level
     * @param maxDefinition the highest definition level
     */
    record ChunkLayout(
            long start, long end, long uncompressedBytes, long values, int maxRepetition, int maxDefinition) {

        /** The layout of a chunk that {@link Footer} has checked. */
        static ChunkLayout of(ColumnChunkMetaData chunk, int maxRepetition, int maxDefinition) {
            long start = Footer.start(chunk);
            return new ChunkLayout(
                    start,
                    start + chunk.getTotalSize(),
                    chunk.getTotalUncompressedSize(),
                    chunk.getValueCount(),
                    maxRepetition,
                    maxDefinition);
        }
    }

    ColumnPages(FileInput file, ChunkPlace place, ChunkLayout layout, PageDecompressor decompressor) {
        this.file = file;
        this.place = place;
        this.layout = layout;
        this.decompressor = decompressor;
        this.position = layout.start();
    }

    ChunkPlace place() {
        return place;
    }

    long totalValues() {
        return layout.values();
    }

    /** The dictionary's bytes, or null if the chunk has none. */
    byte @Nullable [] dictionary() throws IOException {
        if (!dictionaryLooked) {
            dictionaryLooked = true;
            if (layout.values() > 0) {
                PageHeader header = readHeader();
                if (header.kind() == PageHeader.Kind.DICTIONARY) {
                    dictionary = new byte[header.uncompressedBytes()];
                    dictionaryEntries = header.values();
                    current = header;
                    verifyChecksum(header);
                    decompressInto(dictionary, bodyStart(header), header.compressedBytes(), header.uncompressedBytes());
                    leave(header);
                }
            }
        }
        return dictionary;
    }

    int dictionaryEntries() {
        return dictionaryEntries;
    }

    /**
     * Goes to the next data page; the page before it is skipped if it was not loaded.
     *
     * @return its header, or null after the last
     */
    @Nullable
    PageHeader next() throws IOException {
        dictionary();
        if (current != null) {
            leave(current);
        }
        while (valuesSeen < layout.values()) {
            PageHeader header = readHeader();
            current = header;
            switch (header.kind()) {
                case DATA_V1, DATA_V2 -> {
                    valuesSeen += header.values();
                    if (valuesSeen > layout.values()) {
                        throw damaged("its pages hold more than the " + layout.values() + " values of the footer");
                    }
                    return header;
                }
                case DICTIONARY -> throw damaged("it has a dictionary after its first page");
                case OTHER -> leave(header);
            }
        }
        return null;
    }

    /** Loads the page that {@link #next} went to. The page is good until the next call. */
    Page load() throws IOException {
        PageHeader header = current;
        if (header == null) {
            throw new IllegalStateException("next() has not returned a page");
        }
        verifyChecksum(header);
        int size = header.uncompressedBytes();
        if (body.length < size) {
            body = new byte[size];
        }
        return header.kind() == PageHeader.Kind.DATA_V1 ? loadV1(header, size) : loadV2(header, size);
    }

    /** As {@link #load}, but the page is good for ever. */
    Page loadCopy() throws IOException {
        body = new byte[0];
        Page page = load();
        body = new byte[0];
        return page;
    }

    private Page loadV1(PageHeader header, int size) throws IOException {
        decompressInto(body, bodyStart(header), header.compressedBytes(), size);
        PageHeader.Levels levels = header.levels();
        Page.Range repetition = levelsV1(0, size, layout.maxRepetition(), levels.repetitionEncoding(), header.values());
        Page.Range definition =
                levelsV1(repetition.end(), size, layout.maxDefinition(), levels.definitionEncoding(), header.values());
        return new Page(header, body, repetition, definition, new Page.Range(definition.end(), size));
    }

    private Page.Range levelsV1(int start, int size, int maxLevel, int encoding, int values) {
        if (maxLevel == 0) {
            return new Page.Range(start, start);
        }
        if (encoding == BIT_PACKED) {
            long bits = (long) values * (32 - Integer.numberOfLeadingZeros(maxLevel));
            return range(start, (bits + 7) / 8, size);
        }
        if (encoding != RLE) {
            throw damaged("its levels have encoding " + encoding);
        }
        Page.Range prefix = range(start, 4, size);
        int length = (body[start] & 0xff)
                | (body[start + 1] & 0xff) << 8
                | (body[start + 2] & 0xff) << 16
                | body[start + 3] << 24;
        return range(prefix.end(), length, size);
    }

    private Page.Range range(int start, long length, int limit) {
        if (length < 0 || length > limit - start) {
            throw damaged("levels of " + length + " bytes do not fit into what is left of a page of " + limit);
        }
        return new Page.Range(start, start + (int) length);
    }

    private Page loadV2(PageHeader header, int size) throws IOException {
        PageHeader.Levels levels = header.levels();
        int levelBytes = levels.repetitionBytes() + levels.definitionBytes();
        long start = bodyStart(header);
        int at = ensure(start, header.compressedBytes());
        System.arraycopy(window, at, body, 0, levelBytes);
        int compressed = header.compressedBytes() - levelBytes;
        int valueBytes = size - levelBytes;
        byte[] target = body;
        if (!levels.compressedValues()) {
            if (compressed != valueBytes) {
                throw damaged("an uncompressed page has " + compressed + " bytes instead of " + valueBytes);
            }
            System.arraycopy(window, at + levelBytes, target, levelBytes, valueBytes);
        } else if (valueBytes > 0) {
            byte[] values = new byte[valueBytes];
            decompress(at + levelBytes, compressed, values, valueBytes);
            System.arraycopy(values, 0, target, levelBytes, valueBytes);
        }
        Page.Range repetition = new Page.Range(0, levels.repetitionBytes());
        Page.Range definition = new Page.Range(repetition.end(), levelBytes);
        return new Page(header, target, repetition, definition, new Page.Range(levelBytes, size));
    }

    private void decompressInto(byte[] target, long start, int compressed, int size) throws IOException {
        decompress(ensure(start, compressed), compressed, target, size);
    }

    private void decompress(int at, int compressed, byte[] target, int size) {
        try {
            decompressor.decompress(window, at, compressed, target, size);
        } catch (IOException | RuntimeException e) {
            throw place.damaged("a page cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private long bodyStart(PageHeader header) {
        return position + header.headerBytes();
    }

    private void leave(PageHeader header) {
        position = bodyStart(header) + header.compressedBytes();
        current = null;
    }

    /** Reads and checks the header at {@code position}. */
    private PageHeader readHeader() throws IOException {
        long left = layout.end() - position;
        int available = (int) Math.min(left, FIRST_HEADER_BYTES);
        while (true) {
            int at = ensure(position, available);
            try {
                PageHeader header = PageHeader.read(window, at, at + available);
                check(header);
                return header;
            } catch (CompactReader.MalformedException e) {
                if (!e.tooShort() || available == left || available > Integer.MAX_VALUE / 4) {
                    throw place.damaged(
                            "the page header at byte " + position + " cannot be read: " + e.getMessage(), e);
                }
                available = (int) Math.min(left, available * 4L);
            }
        }
    }

    private void check(PageHeader header) throws IOException {
        long left = layout.end() - position - header.headerBytes();
        if (header.compressedBytes() < 0 || header.compressedBytes() > left) {
            throw damaged("a page of " + header.compressedBytes() + " bytes does not fit into the " + left
                    + " that are left of the column");
        }
        if (header.kind() == PageHeader.Kind.OTHER) {
            return;
        }
        if (header.uncompressedBytes() < 0 || header.values() < 0) {
            throw damaged(
                    "a page should have " + header.uncompressedBytes() + " bytes and " + header.values() + " values");
        }
        if (header.uncompressedBytes() > Math.max(layout.uncompressedBytes(), UNQUESTIONED_BYTES)) {
            throw damaged("a page of " + header.uncompressedBytes() + " bytes is larger than the whole column of "
                    + layout.uncompressedBytes());
        }
        PageHeader.Levels levels = header.levels();
        if (header.kind() == PageHeader.Kind.DATA_V2) {
            int repetition = levels.repetitionBytes();
            int definition = levels.definitionBytes();
            if (repetition < 0
                    || definition < 0
                    || (long) repetition + definition > Math.min(header.compressedBytes(), header.uncompressedBytes())
                    || levels.rows() < 0
                    || levels.rows() > header.values()) {
                throw damaged("a page's levels do not fit into it");
            }
            if (layout.maxRepetition() == 0 && levels.rows() != header.values()) {
                throw damaged("a page has " + levels.rows() + " rows, but " + header.values() + " values");
            }
        }
        try {
            decompressor.requirePossible(header.compressedBytes(), header.uncompressedBytes());
        } catch (IOException e) {
            throw place.damaged("a page has a wrong size: " + e.getMessage(), e);
        }
    }

    private void verifyChecksum(PageHeader header) throws IOException {
        Integer expected = header.crc();
        if (expected != null) {
            CRC32 crc = new CRC32();
            int at = ensure(bodyStart(header), header.compressedBytes());
            crc.update(window, at, header.compressedBytes());
            if ((int) crc.getValue() != expected) {
                throw damaged("the checksum of the page at byte " + position + " is wrong");
            }
        }
    }

    /** Makes sure that bytes of the file are in the window; returns where the first of them is. */
    private int ensure(long start, int length) throws IOException {
        if (start >= windowStart && start + length <= windowStart + windowLength) {
            return (int) (start - windowStart);
        }
        int wanted = (int) Math.min(Math.max(length, WINDOW_BYTES), layout.end() - start);
        int kept = start >= windowStart && start < windowStart + windowLength
                ? (int) (windowStart + windowLength - start)
                : 0;
        byte[] target = wanted <= window.length ? window : new byte[wanted];
        System.arraycopy(window, (int) (kept == 0 ? 0 : start - windowStart), target, 0, kept);
        window = target;
        windowStart = start;
        windowLength = kept;
        while (windowLength < length) {
            int got = file.read(start + windowLength, window, windowLength, wanted - windowLength);
            if (got < 0) {
                throw damaged("the file ends at byte " + (start + windowLength));
            }
            windowLength += got;
        }
        return 0;
    }

    private RuntimeException damaged(String what) {
        return place.damaged(what, null);
    }
}
