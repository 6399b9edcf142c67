package io.vonk.io.parquet;

import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How the pages of a Parquet file are compressed. */
public enum ParquetCodec {
    /** Not at all. */
    UNCOMPRESSED(".parquet"),
    /** Fast; what most tools write. The default. */
    SNAPPY(".snappy.parquet"),
    /** Small and slow. */
    GZIP(".gz.parquet"),
    /** Small and fast. */
    ZSTD(".zstd.parquet"),
    /** The fastest; not every old reader knows it. */
    LZ4_RAW(".lz4raw.parquet");

    private final String extension;

    ParquetCodec(String extension) {
        this.extension = extension;
    }

    /** The end of the names of files, as Spark spells it. */
    public String extension() {
        return extension;
    }

    CompressionCodecName parquetName() {
        return switch (this) {
            case UNCOMPRESSED -> CompressionCodecName.UNCOMPRESSED;
            case SNAPPY -> CompressionCodecName.SNAPPY;
            case GZIP -> CompressionCodecName.GZIP;
            case ZSTD -> CompressionCodecName.ZSTD;
            case LZ4_RAW -> CompressionCodecName.LZ4_RAW;
        };
    }
}
