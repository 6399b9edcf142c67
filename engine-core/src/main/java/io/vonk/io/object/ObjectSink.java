package io.vonk.io.object;

import io.vonk.internal.serial.BlockCompression;
import io.vonk.internal.serial.RecordBlockWriter;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Object files: records of any type that can be serialized.
 *
 * <p>Format: blocks of records, compressed by LZ4, as {@link io.vonk.internal.serial.RecordBlock} describes, each with
 * the shape of its records and checksums; then 24 bytes that end the file, little-endian: {@code 56 4E 4B 4F} ("VNKO"), the
 * version 1 (4 bytes), the number of records in the file (8 bytes), 4 bytes 0, and the CRC-32C of these 20 bytes. So a file
 * that is cut off, even between two blocks, is found out.
 *
 * <p>Thread safety: immutable.
 *
 * @param <T> the records
 */
public final class ObjectSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1;

    @Override
    public String extension() {
        return ".vonk";
    }

    @Override
    public RecordWriter<T> open(OutputStream out) {
        RecordBlockWriter blocks = RecordBlockWriter.toStream(out, BlockCompression.LZ4, RecordBlockWriter.FILE_BLOCK);
        return new RecordWriter<>() {
            @Override
            public void write(T record) throws IOException {
                blocks.write(record);
            }

            @Override
            public void close() throws IOException {
                try (out) {
                    blocks.close();
                    out.write(ObjectFileEnd.of(blocks.records()));
                }
            }
        };
    }

    @Override
    public String describe() {
        return "object files";
    }
}
