package io.vonk.io.text;

import io.vonk.error.DataException;
import io.vonk.internal.file.FileSplit;
import io.vonk.io.CountingReader;
import io.vonk.io.FileInput;
import io.vonk.io.RecordReader;
import java.io.IOException;
import java.util.Arrays;

/** Reads the records of fixed length of one split, which begins and ends at a border of records. */
final class BinaryRecordReader implements RecordReader<byte[]>, CountingReader {
    private static final int BUFFER_BYTES = 128 << 10;

    private final FileInput input;
    private final FileSplit split;
    private final int recordBytes;
    private final byte[] buffer;

    /** Where the next record begins in the file. */
    private long position;
    /** Where the next record begins in the buffer. */
    private int next;

    private int limit;
    private long batchPosition;

    BinaryRecordReader(FileInput input, FileSplit split, int recordBytes) {
        this.input = input;
        this.split = split;
        this.recordBytes = recordBytes;
        this.position = split.startByte();
        this.buffer = new byte[Math.max(1, BUFFER_BYTES / recordBytes) * recordBytes];
    }

    @Override
    public int read(Object[] batch) throws IOException {
        batchPosition = position;
        int count = 0;
        while (count < batch.length && (next < limit || fill())) {
            batch[count++] = Arrays.copyOfRange(buffer, next, next + recordBytes);
            next += recordBytes;
            position += recordBytes;
        }
        return count;
    }

    private boolean fill() throws IOException {
        int wanted = (int) Math.min(buffer.length, split.endByte() - position);
        int filled = 0;
        while (filled < wanted) {
            int count = input.read(position + filled, buffer, filled, wanted - filled);
            if (count < 0) {
                throw new DataException(input.path() + " ends at byte " + (position + filled) + ", before its size of "
                        + split.file().sizeBytes() + " bytes when the job began; somebody has changed it");
            }
            filled += count;
        }
        next = 0;
        limit = wanted;
        return wanted > 0;
    }

    @Override
    public long countRemaining() {
        long count = (split.endByte() - position) / recordBytes;
        position = split.endByte();
        next = limit;
        return count;
    }

    @Override
    public String position(int index) {
        long start = batchPosition + (long) index * recordBytes;
        return input.path() + " record " + (start / recordBytes + 1) + " (byte " + start + ")";
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
