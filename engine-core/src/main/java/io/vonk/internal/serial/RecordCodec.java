package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/**
 * Turns records of one shape into bytes and back.
 *
 * <p>A codec is chosen from the first record that a writer meets ({@code RecordCodecs.forRecord}). A record that does not
 * {@link #fits fit} is never written with it: the writer closes its run of records and goes on with another codec. What
 * was written is described by {@link #describe} and rebuilt by {@code RecordCodecs.fromDescription}, so a reader never
 * guesses. The encoding has no length of its own: records follow each other.
 *
 * <p>Thread safety: codecs are immutable and shared.
 */
public interface RecordCodec {

    /** Whether {@code record} has this codec's shape, so that {@link #write} takes it. */
    boolean fits(@Nullable Object record);

    /** Appends the encoded record; only for a record that fits. */
    void write(@Nullable Object record, RecordOutput out);

    /** Reads the record at the input's position and moves past it. */
    @Nullable
    Object read(RecordInput in);

    /**
     * Reads {@code count} records into {@code into}, from index {@code from} on. The same as as many calls of {@link #read}; a
     * codec that knows its parts reads without asking for every record what they are.
     */
    default void readAll(RecordInput in, @Nullable Object[] into, int from, int count) {
        for (int i = from; i < from + count; i++) {
            into[i] = read(in);
        }
    }

    /** Moves past the record at the input's position without building it. */
    void skip(RecordInput in);

    /** Appends a description from which {@code RecordCodecs.fromDescription} makes an equal codec in any JVM. */
    void describe(RecordOutput out);

    /**
     * Whether two records that fit are equal by their {@code equals} if and only if their encoded bytes are the same, so
     * that keys can be compared without being decoded.
     */
    default boolean encodedEquality() {
        return false;
    }
}
