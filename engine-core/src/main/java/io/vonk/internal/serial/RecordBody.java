package io.vonk.internal.serial;

/** How the components of one record class are taken apart and put together; {@link RecordClassCodec} gives the format. */
public interface RecordBody {

    /** Whether the components of {@code record}, which is of the right class, fit their codecs. */
    boolean fits(Object record);

    /** Appends the encoded components. */
    void write(Object record, RecordOutput out);

    /** Makes the record whose encoded components are at the input's position. */
    Object read(RecordInput in);

    /** Whether the bit of a component of a reference type says that it is null. */
    static boolean isNull(byte[] bytes, int start, int reference) {
        return (bytes[start + (reference >> 3)] >> (reference & 7) & 1) != 0;
    }
}
