package io.vonk.io.object;

import io.vonk.error.DataException;
import io.vonk.internal.file.InputBytes;
import io.vonk.internal.serial.RecordBlockReader;
import io.vonk.io.CountingReader;
import io.vonk.io.FileInput;
import io.vonk.io.RecordReader;
import java.io.BufferedInputStream;
import java.io.IOException;

/** Reads one object file. */
final class ObjectReader<T> implements RecordReader<T>, CountingReader {
    private static final int BUFFER_BYTES = 128 << 10;

    private final String path;
    private final long records;
    private final RecordBlockReader blocks;

    /** How many records were read, the last batch included. */
    private long read;

    private int lastCount;

    /** @param file closed with this, or at once if it is no object file */
    ObjectReader(FileInput file) throws IOException {
        this.path = file.path();
        boolean opened = false;
        try {
            this.records = ObjectFileEnd.records(file);
            this.blocks = new RecordBlockReader(
                    new BufferedInputStream(
                            InputBytes.range(file, 0, file.sizeBytes() - ObjectFileEnd.BYTES), BUFFER_BYTES),
                    path,
                    classLoader());
            opened = true;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** The classes of the records are the user's, whom the engine's loader may not know. */
    private static ClassLoader classLoader() {
        ClassLoader ofTask = Thread.currentThread().getContextClassLoader();
        return ofTask != null ? ofTask : ObjectReader.class.getClassLoader();
    }

    @Override
    public int read(Object[] batch) throws IOException {
        int count = blocks.read(batch);
        read += count;
        lastCount = count;
        if (count == 0 && read != records) {
            throw new DataException(path + " is damaged: it has " + read + " records, but its end says " + records
                    + ". Write it again");
        }
        return count;
    }

    /** Trusts the end of the file, which has a checksum. */
    @Override
    public long countRemaining() throws IOException {
        long remaining = records - read;
        read = records;
        blocks.close();
        return remaining;
    }

    @Override
    public String position(int index) {
        return path + " record " + (read - lastCount + index + 1);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
