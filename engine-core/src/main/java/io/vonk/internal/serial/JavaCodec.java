package io.vonk.internal.serial;

import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything else: the length, then the value as Java serialization writes it, read through a filter with limits.
 *
 * @param type the class of the values, or null for values of any class
 * @param loader finds the classes of what is read, or null for the loader of the reading thread
 */
record JavaCodec(@Nullable Class<?> type, @Nullable ClassLoader loader) implements RecordCodec {

    /** The codec for values of the class of {@code value}. */
    static JavaCodec of(Object value) {
        Class<?> type = value.getClass();
        return new JavaCodec(type.isHidden() ? null : type, type.getClassLoader());
    }

    @Override
    public boolean fits(@Nullable Object record) {
        return type == null || (record != null && record.getClass() == type);
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        byte[] bytes;
        try {
            bytes = JavaSerialization.write(record);
        } catch (NotSerializableException e) {
            throw notSerializable(ScalarCodec.present(record), e);
        } catch (IOException e) {
            throw new VonkException(
                    "a record of " + ScalarCodec.present(record).getClass() + " cannot be encoded: " + e.getMessage(),
                    e);
        }
        out.putVarInt(bytes.length);
        out.putBytes(bytes, 0, bytes.length);
    }

    private static VonkException notSerializable(Object record, NotSerializableException e) {
        CaptureWalk.Refusal refusal = CaptureWalk.find(record);
        String path = refusal == null || refusal.path().isEmpty() ? "" : " → " + String.join(" → ", refusal.path());
        return new VonkException(
                "a record cannot be encoded: class " + e.getMessage() + " is not java.io.Serializable (found at "
                        + record.getClass().getName() + path
                        + "); make it Serializable, mark the field transient, or use a Java record instead",
                e);
    }

    @Override
    public @Nullable Object read(RecordInput in) {
        int length = in.getLength(1);
        int start = in.position();
        in.skip(length);
        try {
            return JavaSerialization.read(in.array(), start, length, loader);
        } catch (IOException | ClassNotFoundException e) {
            throw new DataException(
                    "a record" + (type == null ? "" : " of " + type) + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    @Override
    public void skip(RecordInput in) {
        in.skip(in.getLength(1));
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.JAVA);
        StringCodec.writeString(type == null ? "" : type.getName(), out);
    }

    /** Loaders are where a codec is used, not what it is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JavaCodec java && type == java.type;
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(type);
    }
}
