package io.vonk.internal.file;

import io.vonk.error.DataException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Says which file is damaged, where a decoder says only how. */
final class NamedErrorsInputStream extends FilterInputStream {
    private final String path;
    private final Compression compression;

    NamedErrorsInputStream(InputStream decoder, String path, Compression compression) {
        super(decoder);
        this.path = path;
        this.compression = compression;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException | RuntimeException failed) {
            throw damaged(path, compression, failed);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (IOException | RuntimeException failed) {
            throw damaged(path, compression, failed);
        }
    }

    /** Failures of the disk look the same as damage here, so the cause goes with the message. */
    static DataException damaged(String path, Compression compression, Exception failed) {
        if (failed instanceof DataException known) {
            return known;
        }
        return new DataException(
                path + " cannot be read as " + compression + ", which its name says: " + failed
                        + ". It is truncated, damaged or misnamed",
                failed);
    }
}
