package io.vonk.io.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compresses pages. Used by one thread. */
final class PageCompressor implements BytesInputCompressor {
    private static final int ZSTD_LEVEL = 3;

    private final ParquetCodec codec;

    PageCompressor(ParquetCodec codec) {
        this.codec = codec;
    }

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        if (codec == ParquetCodec.UNCOMPRESSED) {
            return page;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.toIntExact(page.size()));
        page.writeAllTo(plain);
        byte[] bytes = plain.toByteArray();
        return switch (codec) {
            case UNCOMPRESSED -> page;
            case SNAPPY -> {
                byte[] target = new byte[Snappy.maxCompressedLength(bytes.length)];
                yield BytesInput.from(target, 0, Snappy.compress(bytes, 0, bytes.length, target, 0));
            }
            case GZIP -> {
                ByteArrayOutputStream target = new ByteArrayOutputStream(bytes.length / 2 + 64);
                try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
                    gzip.write(bytes);
                }
                yield BytesInput.from(target.toByteArray());
            }
            case ZSTD -> BytesInput.from(Zstd.compress(bytes, ZSTD_LEVEL));
            case LZ4_RAW -> {
                LZ4Compressor lz4 = LZ4Factory.fastestInstance().fastCompressor();
                byte[] target = new byte[lz4.maxCompressedLength(bytes.length)];
                yield BytesInput.from(target, 0, lz4.compress(bytes, 0, bytes.length, target, 0));
            }
        };
    }

    @Override
    public CompressionCodecName getCodecName() {
        return codec.parquetName();
    }

    @Override
    public void release() {}
}
