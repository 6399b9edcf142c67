package io.vonk.internal.serial;

import io.vonk.error.VonkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A single value on its way to another process: the first byte says how it is written.
 *
 * <pre>
 * 0                       null
 * 1  8 bytes, big-endian  a Long
 * 2                       false
 * 3                       true
 * 4  bytes                anything else, by Java serialization
 * 5  number of records (8), number of blocks (4), length (4) and bytes of each: {@link EncodedRecords}
 * </pre>
 *
 * <p>{@link #read} goes through the filter of {@link JavaSerialization}, and is only for bytes of somebody who has proved to know
 * the secret.
 */
public final class SerializedValue {
    private static final int NULL = 0;
    private static final int LONG = 1;
    private static final int FALSE = 2;
    private static final int TRUE = 3;
    private static final int OBJECT = 4;
    private static final int RECORDS = 5;

    private SerializedValue() {}

    /**
     * Writes a value.
     *
     * @param what what it is, for the message
     * @throws VonkException if it cannot be serialized
     */
    public static byte[] write(@Nullable Object value, String what) {
        if (value == null) {
            return new byte[] {NULL};
        }
        if (value instanceof Long number) {
            return ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) LONG)
                    .putLong(number)
                    .array();
        }
        if (value instanceof Boolean truth) {
            return new byte[] {(byte) (truth ? TRUE : FALSE)};
        }
        if (value instanceof EncodedRecords records) {
            return records(records);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(OBJECT);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException | RuntimeException e) {
            throw new VonkException(
                    what + " cannot be sent to another process: " + e
                            + "; make its class and everything in it java.io.Serializable",
                    e);
        }
        return bytes.toByteArray();
    }

    private static byte[] records(EncodedRecords records) {
        long size = 1
                + Long.BYTES
                + Integer.BYTES
                + records.sizeBytes()
                + (long) Integer.BYTES * records.blocks().size();
        if (size > Integer.MAX_VALUE - 16) {
            throw new VonkException("records of " + size + " bytes cannot be sent at once; at most 2 GiB can");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).put((byte) RECORDS).putLong(records.recordCount());
        bytes.putInt(records.blocks().size());
        for (byte[] block : records.blocks()) {
            bytes.putInt(block.length).put(block);
        }
        return bytes.array();
    }

    private static EncodedRecords readRecords(byte[] bytes, String what) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            long count = in.getLong();
            int blockCount = in.getInt();
            List<byte[]> blocks = new ArrayList<>();
            for (int i = 0; i < blockCount; i++) {
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new VonkException(what + " cannot be read: its bytes are damaged");
                }
                byte[] block = new byte[length];
                in.get(block);
                blocks.add(block);
            }
            if (count < 0 || in.hasRemaining()) {
                throw new VonkException(what + " cannot be read: its bytes are damaged");
            }
            return EncodedRecords.of(blocks, count);
        } catch (BufferUnderflowException e) {
            throw new VonkException(what + " cannot be read: its bytes are damaged", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param loader finds the user's classes
     * @param what what it is, for the message
     * @throws VonkException if the bytes are damaged, or a class is missing or another one
     */
    public static @Nullable Object read(byte[] bytes, ClassLoader loader, String what) {
        int kind = bytes.length == 0 ? -1 : bytes[0];
        if (kind == NULL) {
            return null;
        }
        if (kind == LONG && bytes.length == 1 + Long.BYTES) {
            return ByteBuffer.wrap(bytes).getLong(1);
        }
        if (kind == FALSE || kind == TRUE) {
            return kind == TRUE;
        }
        if (kind == RECORDS) {
            return readRecords(bytes, what);
        }
        if (kind != OBJECT) {
            throw new VonkException(what + " cannot be read: its bytes are damaged");
        }
        try {
            return JavaSerialization.read(bytes, 1, bytes.length - 1, loader);
        } catch (ClassNotFoundException | IOException | RuntimeException e) {
            throw new VonkException(
                    what + " cannot be read: " + e + "; the classes of the program must be the same in every process",
                    e);
        }
    }
}
