package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Records of 100 bytes in {@code *.bin}, of which the first 10 are the key. */
final class SavedRecords {
    static final int LENGTH = 100;
    static final int KEY = 10;
    static final String SUFFIX = ".bin";

    private SavedRecords() {}

    /** Compares the keys of two records as unsigned. */
    static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, 0, KEY, right, 0, KEY);
    }

    /**
     * The answer of the records in all files.
     *
     * @throws IllegalStateException if a record is smaller than the one before
     */
    static Answer read(Path directory) throws IOException {
        Tally tally = new Tally();
        byte[] previous = new byte[LENGTH];
        for (Path file : Directory.files(directory, SUFFIX)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
                for (byte[] record = in.readNBytes(LENGTH); record.length > 0; record = in.readNBytes(LENGTH)) {
                    if (compare(previous, record) > 0) {
                        throw new IllegalStateException(file + " is not sorted");
                    }
                    tally.add(Digest.of(Arrays.hashCode(record), 0));
                    previous = record;
                }
            }
        }
        return tally.answer();
    }
}
