package io.vonk.internal.sort;

import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of one run are encoded: the key by one codec, then what is kept beside it by another.
 *
 * <p>Two formats are interchangeable if {@link #equals} says so: then entries may be copied from one run to another as bytes.
 *
 * <p>Thread safety: used by one thread.
 */
public final class EntryFormat {
    private final SortCodecs codecs;
    private final EntryShape shape;
    private final RecordCodec keyCodec;
    private final RecordCodec restCodec;
    private final @Nullable KeyOps keyOps;
    private final byte[] description;

    private EntryFormat(SortCodecs codecs, EntryShape shape, RecordCodec keyCodec, RecordCodec restCodec) {
        this.codecs = codecs;
        this.shape = shape;
        this.keyCodec = keyCodec;
        this.restCodec = restCodec;
        this.keyOps = codecs.keyOps(keyCodec);
        RecordOutput out = new RecordOutput(64);
        keyCodec.describe(out);
        restCodec.describe(out);
        this.description = out.toByteArray();
    }

    /** The format for entries like this one. */
    static EntryFormat forEntry(SortCodecs codecs, EntryShape shape, @Nullable Object key, @Nullable Object rest) {
        return new EntryFormat(codecs, shape, codecs.forRecord(key), codecs.forRecord(rest));
    }

    /** The format that {@link #describe} described. */
    static EntryFormat fromDescription(SortCodecs codecs, EntryShape shape, RecordInput in) {
        RecordCodec keyCodec = codecs.fromDescription(in);
        return new EntryFormat(codecs, shape, keyCodec, codecs.fromDescription(in));
    }

    /** Appends what {@link #fromDescription} needs. */
    void describe(RecordOutput out) {
        out.putBytes(description, 0, description.length);
    }

    /** Whether the entry can be written in this format. */
    boolean fits(@Nullable Object key, @Nullable Object rest) {
        return keyCodec.fits(key)
                && (shape.keyOnly() || restCodec.fits(rest))
                && (keyOps == null || (key != null && keyOps.fits(key)));
    }

    /** The next format to try for an entry that does not fit: the part that did not fit is encoded in the most general way. */
    EntryFormat widenedFor(@Nullable Object key, @Nullable Object rest) {
        boolean keyFits = keyCodec.fits(key) && (keyOps == null || (key != null && keyOps.fits(key)));
        boolean restFits = shape.keyOnly() || restCodec.fits(rest);
        return new EntryFormat(codecs, shape, keyFits ? keyCodec : codecs.any(), restFits ? restCodec : codecs.any());
    }

    /** A format that takes what {@code this} and {@code other} take. */
    EntryFormat common(EntryFormat other) {
        if (equals(other)) {
            return this;
        }
        boolean sameKey = Arrays.equals(bytes(keyCodec), bytes(other.keyCodec));
        boolean sameRest = Arrays.equals(bytes(restCodec), bytes(other.restCodec));
        return new EntryFormat(codecs, shape, sameKey ? keyCodec : codecs.any(), sameRest ? restCodec : codecs.any());
    }

    private static byte[] bytes(RecordCodec codec) {
        RecordOutput out = new RecordOutput(32);
        codec.describe(out);
        return out.toByteArray();
    }

    /** Appends key and rest. */
    void write(@Nullable Object key, @Nullable Object rest, RecordOutput out) {
        keyCodec.write(key, out);
        if (!shape.keyOnly()) {
            restCodec.write(rest, out);
        }
    }

    /** Which part of records is the key. */
    EntryShape shape() {
        return shape;
    }

    /** The operations on encoded keys, if keys have a type that is known. */
    @Nullable
    KeyOps keyOps() {
        return keyOps;
    }

    /** Reads the key at the input's position. */
    public @Nullable Object readKey(RecordInput in) {
        return keyCodec.read(in);
    }

    /** Moves past the key at the input's position. */
    public void skipKey(RecordInput in) {
        keyCodec.skip(in);
    }

    /** Reads what was kept beside the key, at the input's position. */
    public @Nullable Object readRest(RecordInput in) {
        return shape.keyOnly() ? null : restCodec.read(in);
    }

    /** The codec of what is kept beside the key. */
    public RecordCodec restCodec() {
        return restCodec;
    }

    /** Reads the record whose entry is at the input's position. */
    @Nullable
    Object readRecord(RecordInput in) {
        if (shape.restIsRecord()) {
            keyCodec.skip(in);
            return restCodec.read(in);
        }
        Object key = keyCodec.read(in);
        return shape.record(key, readRest(in));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof EntryFormat format && Arrays.equals(description, format.description));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(description);
    }
}
