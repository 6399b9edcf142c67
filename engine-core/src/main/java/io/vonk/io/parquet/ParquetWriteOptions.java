package io.vonk.io.parquet;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * How Parquet files are written. Immutable.
 *
 * @param codec how pages are compressed
 * @param rowGroupBytes about how large row groups are in memory, or 0 for what the heap allows: a 32nd of it, at least 1
 *     MiB and at most 64 MiB
 * @param pageBytes about how large pages are before compression
 * @param bloomFilterColumns the top-level columns that get Bloom filters, which help to find single values of columns
 *     with many different ones
 */
public record ParquetWriteOptions(
        ParquetCodec codec, long rowGroupBytes, int pageBytes, List<String> bloomFilterColumns)
        implements Serializable {
    private static final long MIN_ROW_GROUP_BYTES = 1 << 20;
    private static final long MAX_AUTOMATIC_ROW_GROUP_BYTES = 64 << 20;
    private static final int SHARE_OF_HEAP = 32;

    /** Snappy, row groups as the heap allows, pages of 1 MiB. */
    public static final ParquetWriteOptions DEFAULT =
            new ParquetWriteOptions(ParquetCodec.SNAPPY, 0, 1 << 20, List.of());

    public ParquetWriteOptions {
        Objects.requireNonNull(codec, "codec");
        bloomFilterColumns = List.copyOf(bloomFilterColumns);
        if (rowGroupBytes < 0 || pageBytes < 1) {
            throw new IllegalArgumentException("row groups of " + rowGroupBytes + " and pages of " + pageBytes
                    + " bytes are not possible; give sizes of at least 1, or row groups of 0 for what the heap allows");
        }
    }

    public ParquetWriteOptions withCodec(ParquetCodec other) {
        return new ParquetWriteOptions(other, rowGroupBytes, pageBytes, bloomFilterColumns);
    }

    public ParquetWriteOptions withRowGroupBytes(long bytes) {
        return new ParquetWriteOptions(codec, bytes, pageBytes, bloomFilterColumns);
    }

    public ParquetWriteOptions withPageBytes(int bytes) {
        return new ParquetWriteOptions(codec, rowGroupBytes, bytes, bloomFilterColumns);
    }

    public ParquetWriteOptions withBloomFilters(String... columns) {
        return new ParquetWriteOptions(codec, rowGroupBytes, pageBytes, List.of(columns));
    }

    /** The size of row groups in a JVM with this much heap. */
    long rowGroupBytes(long heapBytes) {
        return rowGroupBytes > 0
                ? rowGroupBytes
                : Math.min(MAX_AUTOMATIC_ROW_GROUP_BYTES, Math.max(MIN_ROW_GROUP_BYTES, heapBytes / SHARE_OF_HEAP));
    }
}
