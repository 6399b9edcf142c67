package io.vonk.io.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * The stream that a file is written to, in the terms of Parquet's library. The library writes the end of the file at
 * once; here it is held back, and gets the checksum of the footer before it goes out.
 */
final class ParquetFileOutput implements OutputFile {
    private static final int TAIL_BYTES = 8;

    private final OutputStream out;
    private final Stream stream = new Stream();

    /** The end of the file from {@link #holdBack} on. */
    private final ByteArrayOutputStream end = new ByteArrayOutputStream();

    private boolean heldBack;

    ParquetFileOutput(OutputStream out) {
        this.out = out;
    }

    /** From now on, keeps what is written. */
    void holdBack() {
        heldBack = true;
    }

    /** Writes what was kept, with the checksum added to the footer. */
    void finish() throws IOException {
        byte[] bytes = end.toByteArray();
        int length = (bytes[bytes.length - 8] & 0xff)
                | (bytes[bytes.length - 7] & 0xff) << 8
                | (bytes[bytes.length - 6] & 0xff) << 16
                | bytes[bytes.length - 5] << 24;
        int footerStart = bytes.length - TAIL_BYTES - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, footerStart, length));
        FooterChecksum.add(footer);
        ByteArrayOutputStream withChecksum = new ByteArrayOutputStream(length + 64);
        Util.writeFileMetaData(footer, withChecksum);
        out.write(bytes, 0, footerStart);
        withChecksum.writeTo(out);
        int newLength = withChecksum.size();
        out.write(new byte[] {
            (byte) newLength, (byte) (newLength >> 8), (byte) (newLength >> 16), (byte) (newLength >> 24)
        });
        out.write(bytes, bytes.length - Integer.BYTES, Integer.BYTES);
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return stream;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private final class Stream extends PositionOutputStream {
        private long position;

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            position++;
            if (heldBack) {
                end.write(b);
            } else {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            position += length;
            if (heldBack) {
                end.write(bytes, offset, length);
            } else {
                out.write(bytes, offset, length);
            }
        }

        /** Whoever opened the stream closes it. */
        @Override
        public void close() {}
    }
}
