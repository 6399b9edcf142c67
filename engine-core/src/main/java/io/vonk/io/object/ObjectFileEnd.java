package io.vonk.io.object;

import io.vonk.error.DataException;
import io.vonk.io.FileInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The last bytes of an object file; the format is {@link ObjectSink}'s. */
final class ObjectFileEnd {
    static final int BYTES = 24;

    private static final int MAGIC = 0x4f4b4e56;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 20;

    private ObjectFileEnd() {}

    /** The end of a file with this many records. */
    static byte[] of(long records) {
        ByteBuffer end = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(MAGIC).putInt(VERSION).putLong(records).putInt(0);
        end.putInt(crc(end.array()));
        return end.array();
    }

    /**
     * The number of records that the file has.
     *
     * @throws DataException if the file does not end as an object file does
     */
    static long records(FileInput file) throws IOException {
        byte[] bytes = new byte[BYTES];
        long start = file.sizeBytes() - BYTES;
        int have = 0;
        while (start >= 0 && have < BYTES) {
            int count = file.read(start + have, bytes, have, BYTES - have);
            if (count < 0) {
                break;
            }
            have += count;
        }
        ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (have < BYTES || end.getInt(0) != MAGIC || end.getInt(CHECKED_BYTES) != crc(bytes)) {
            throw new DataException(file.path() + " is no object file, or it is cut off: its " + file.sizeBytes()
                    + " bytes do not end as an object file does. Write it again");
        }
        if (end.getInt(4) != VERSION) {
            throw new DataException(file.path() + " is an object file of version " + end.getInt(4)
                    + ", expected version " + VERSION + "; read it with the version that wrote it");
        }
        return end.getLong(8);
    }

    private static int crc(byte[] end) {
        CRC32C crc = new CRC32C();
        crc.update(end, 0, CHECKED_BYTES);
        return (int) crc.getValue();
    }
}
