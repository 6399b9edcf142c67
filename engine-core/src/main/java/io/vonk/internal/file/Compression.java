package io.vonk.internal.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.vonk.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** How the bytes of a whole file are compressed, told from its name. */
public enum Compression {
    /** Plain bytes. */
    NONE("", true),
    /** gzip, also of several members one after the other. */
    GZIP(".gz", false),
    /** zstd, also of several frames one after the other. */
    ZSTD(".zst", false),
    /** bzip2, also of several streams one after the other; its blocks can be read independently. */
    BZIP2(".bz2", true),
    /** zlib, as Hadoop writes by default. */
    DEFLATE(".deflate", false);

    private static final int GZIP_BUFFER_BYTES = 64 << 10;
    private static final List<String> NOT_READ =
            List.of(".lz4", ".snappy", ".xz", ".lzo", ".lzma", ".br", ".z", ".zip", ".7z", ".rar", ".tar", ".tgz");

    private final String extension;
    private final boolean splittable;

    Compression(String extension, boolean splittable) {
        this.extension = extension;
        this.splittable = splittable;
    }

    /**
     * The compression that the end of the name tells, in upper or lower case.
     *
     * @throws DataException for a compression or archive that Vonk does not read; its bytes are never taken for text
     */
    public static Compression ofName(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        for (Compression each : values()) {
            if (each != NONE && lower.endsWith(each.extension)) {
                return each;
            }
        }
        for (String unknown : NOT_READ) {
            if (lower.endsWith(unknown)) {
                throw new DataException(path + " has the extension of a compression or archive that is not read here: "
                        + unknown + "; expected .gz, .zst, .bz2, .deflate or a plain file. Unpack it or compress it"
                        + " again");
            }
        }
        return NONE;
    }

    /**
     * The compression with this extension.
     *
     * @throws DataException if there is none
     */
    public static Compression ofExtension(String extension) {
        for (Compression each : values()) {
            if (each != NONE && each.extension.equals(extension)) {
                return each;
            }
        }
        throw new DataException(
                "There is no compression '" + extension + "'; expected one of .gz, .zst, .bz2, .deflate");
    }

    /** The end of the names of such files, with the dot; empty for plain ones. */
    public String extension() {
        return extension;
    }

    /** Whether parts of such a file can be read independently of what is before them. */
    public boolean splittable() {
        return splittable;
    }

    /**
     * The uncompressed bytes of a whole file. Closing the stream closes {@code file}.
     *
     * @param file the file's bytes from its start; {@code available()} must be above 0 until the end is reached
     * @param path for messages
     * @throws DataException from here or from reading, if the file is not of this compression or is damaged
     */
    public InputStream decompress(InputStream file, String path) throws IOException {
        if (this == NONE) {
            return file;
        }
        try {
            return new NamedErrorsInputStream(decoder(file), path, this);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw NamedErrorsInputStream.damaged(path, this, failed);
        }
    }

    /** A stream that compresses what is written to it. Closing it completes and closes {@code file}. */
    public OutputStream compress(OutputStream file) throws IOException {
        return switch (this) {
            case NONE -> file;
            case GZIP -> new GZIPOutputStream(file, GZIP_BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStream(file);
            case BZIP2 -> new BZip2CompressorOutputStream(file);
            case DEFLATE -> new DeflaterOutputStream(file);
        };
    }

    private InputStream decoder(InputStream file) throws IOException {
        return switch (this) {
            case NONE -> file;
            case GZIP -> new GZIPInputStream(file, GZIP_BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(file);
            case BZIP2 -> new BZip2CompressorInputStream(file, true);
            case DEFLATE -> new InflaterInputStream(file);
        };
    }
}
