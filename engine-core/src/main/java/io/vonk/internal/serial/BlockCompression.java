package io.vonk.internal.serial;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/** How the payload of a {@link RecordBlock} is compressed. The numbers are part of the format. */
public enum BlockCompression {
    /** As it is: for memory and for the same host. */
    NONE(0),
    /** Fast. */
    LZ4(1),
    /** Small. */
    ZSTD(2),
    /** For pairs of Long and Long, {@link PackedLongPairs}: read fastest. A block of other records is left as it is. */
    PACKED(3);

    private static final int ZSTD_LEVEL = 1;

    private final int number;

    BlockCompression(int number) {
        this.number = number;
    }

    /** What stands for this compression in a block. */
    int number() {
        return number;
    }

    /** The compression with this number in a block, or null if there is none. */
    static @Nullable BlockCompression of(int number) {
        for (BlockCompression compression : values()) {
            if (compression.number == number) {
                return compression;
            }
        }
        return null;
    }

    /** The compressed bytes; may be longer than the input. */
    byte[] compress(byte[] bytes, int length) {
        return switch (this) {
            case NONE -> Arrays.copyOf(bytes, length);
            case LZ4 -> LZ4Factory.fastestInstance().fastCompressor().compress(bytes, 0, length);
            case ZSTD -> zstd(bytes, length);
            case PACKED -> throw readInPlace();
        };
    }

    /** What is packed is read from where it lies, and what packs it has to know what it is. */
    private static IllegalStateException readInPlace() {
        return new IllegalStateException("packed pairs are neither compressed nor restored as bytes");
    }

    private static byte[] zstd(byte[] bytes, int length) {
        byte[] target = new byte[Math.toIntExact(Zstd.compressBound(length))];
        long size = Zstd.compressByteArray(target, 0, target.length, bytes, 0, length, ZSTD_LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd cannot compress " + length + " bytes: " + Zstd.getErrorName(size));
        }
        return Arrays.copyOf(target, (int) size);
    }

    /**
     * Restores exactly {@code rawLength} bytes into {@code target}.
     *
     * @return what is wrong with the compressed bytes, or an empty string
     */
    String restore(byte[] bytes, int offset, int length, byte[] target, int rawLength) {
        return switch (this) {
            case NONE -> copy(bytes, offset, length, target, rawLength);
            case LZ4 -> lz4(bytes, offset, length, target, rawLength);
            case ZSTD -> unzstd(bytes, offset, length, target, rawLength);
            case PACKED -> throw readInPlace();
        };
    }

    private static String copy(byte[] bytes, int offset, int length, byte[] target, int rawLength) {
        if (length != rawLength) {
            return length + " uncompressed bytes instead of " + rawLength;
        }
        System.arraycopy(bytes, offset, target, 0, length);
        return "";
    }

    private static String lz4(byte[] bytes, int offset, int length, byte[] target, int rawLength) {
        try {
            int size = LZ4Factory.fastestInstance()
                    .safeDecompressor()
                    .decompress(bytes, offset, length, target, 0, rawLength);
            return size == rawLength ? "" : "LZ4 gave " + size + " bytes instead of " + rawLength;
        } catch (LZ4Exception e) {
            return "LZ4 cannot read it: " + e.getMessage();
        }
    }

    private static String unzstd(byte[] bytes, int offset, int length, byte[] target, int rawLength) {
        try {
            long size = Zstd.decompressByteArray(target, 0, rawLength, bytes, offset, length);
            if (Zstd.isError(size)) {
                return "zstd cannot read it: " + Zstd.getErrorName(size);
            }
            return size == rawLength ? "" : "zstd gave " + size + " bytes instead of " + rawLength;
        } catch (ZstdException e) {
            return "zstd cannot read it: " + e.getMessage();
        }
    }
}
