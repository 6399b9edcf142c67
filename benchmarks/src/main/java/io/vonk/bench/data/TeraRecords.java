package io.vonk.bench.data;

import io.vonk.bench.job.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records in the manner of TeraGen: 10 random bytes as the key, then the number of the record and filler, 100 bytes. */
final class TeraRecords {
    private static final int FILES = 8;
    private static final int RECORD_BYTES = 100;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private TeraRecords() {}

    static void write(Path directory, long records) throws IOException {
        for (int file = 0; file < FILES; file++) {
            Path path = directory.resolve("part-%02d.bin".formatted(file));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
                byte[] record = new byte[RECORD_BYTES];
                for (long i = records * file / FILES; i < records * (file + 1) / FILES; i++) {
                    fill(record, i);
                    out.write(record);
                }
            }
        }
    }

    private static void fill(byte[] record, long i) {
        long tail = Digest.of(i, 1);
        LONGS.set(record, 0, Digest.of(i));
        record[8] = (byte) tail;
        record[9] = (byte) (tail >>> 8);
        LONGS.set(record, 10, i);
        for (int at = 18; at < RECORD_BYTES; at++) {
            record[at] = (byte) ('A' + (at + i) % 26);
        }
    }
}
