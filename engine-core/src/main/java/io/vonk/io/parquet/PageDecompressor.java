package io.vonk.io.parquet;

import com.github.luben.zstd.Zstd;
import io.vonk.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Decompresses pages, trusting nothing: a size that the codec cannot reach from the compressed bytes is refused before
 * memory is taken for it. Used by one thread.
 */
final class PageDecompressor {
    private final CompressionCodecName codec;

    /** @param place what is compressed, for messages */
    PageDecompressor(CompressionCodecName codec, ChunkPlace place) {
        switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> this.codec = codec;
            default ->
                throw new DataException(
                        place + " is compressed by " + codec
                                + ", which is not supported; write the file with uncompressed, snappy, gzip, zstd or lz4_raw pages");
        }
    }

    /** How many bytes a compressed byte can become at most, rounded up. */
    private long maximalExpansion() {
        return switch (codec) {
            case UNCOMPRESSED -> 1;
            case SNAPPY -> 64; // a copy of 64 bytes takes 2 or 3
            case LZ4_RAW -> 256; // a length byte stands for 255
            case GZIP -> 1_100; // deflate's limit is 1,032
            default -> 64 << 10; // zstd: a block of 128 KiB takes 4 bytes
        };
    }

    /**
     * Decompresses into {@code into}, from its start on, exactly {@code size} bytes.
     *
     * @throws IOException if the bytes are damaged or have another size
     */
    void decompress(byte[] from, int offset, int length, byte[] into, int size) throws IOException {
        int got;
        switch (codec) {
            case UNCOMPRESSED -> {
                requireSize(length, size);
                System.arraycopy(from, offset, into, 0, size);
                got = size;
            }
            case SNAPPY -> {
                requireSize(Snappy.uncompressedLength(from, offset, length), size);
                got = Snappy.uncompress(from, offset, length, into, 0);
            }
            case GZIP -> got = gunzip(from, offset, length, into, size);
            case LZ4_RAW -> got = lz4(from, offset, length, into, size);
            default -> {
                long code = Zstd.decompressByteArray(into, 0, size, from, offset, length);
                if (Zstd.isError(code)) {
                    throw new IOException("zstd: " + Zstd.getErrorName(code));
                }
                got = (int) code;
            }
        }
        requireSize(got, size);
    }

    /** Checks that {@code compressed} bytes can become {@code size}. */
    void requirePossible(long compressed, long size) throws IOException {
        if (size > compressed * maximalExpansion() + 64) {
            throw new IOException(compressed + " bytes of " + codec + " cannot become " + size);
        }
    }

    private static int gunzip(byte[] from, int offset, int length, byte[] into, int size) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(from, offset, length))) {
            int got = in.readNBytes(into, 0, size);
            if (in.read() >= 0) {
                throw new IOException("gzip: more than the " + size + " bytes that the page should have");
            }
            return got;
        }
    }

    private static int lz4(byte[] from, int offset, int length, byte[] into, int size) throws IOException {
        try {
            return LZ4Factory.fastestInstance().safeDecompressor().decompress(from, offset, length, into, 0, size);
        } catch (LZ4Exception e) {
            throw new IOException("lz4: " + e.getMessage(), e);
        }
    }

    private static void requireSize(long got, int size) throws IOException {
        if (got != size) {
            throw new IOException("the page should have " + size + " bytes, but has " + got);
        }
    }
}
