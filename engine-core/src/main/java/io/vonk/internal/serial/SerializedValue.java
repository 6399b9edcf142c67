package io.vonk.internal.serial;

import io.vonk.error.VonkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
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
