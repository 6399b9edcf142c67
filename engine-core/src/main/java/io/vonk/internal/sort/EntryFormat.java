package io.vonk.internal.sort;

import io.vonk.internal.serial.EncodedOrder;
import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.PairCodec;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
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
    private final EntryShape shape;
    private final RecordCodec keyCodec;
    private final RecordCodec restCodec;
    private final @Nullable KeyOps keyOps;
    private final byte[] keyDescription;
    private final byte[] description;

    private EntryFormat(EntryShape shape, RecordCodec keyCodec, RecordCodec restCodec, @Nullable KeyOps keyOps) {
        this.shape = shape;
        this.keyCodec = keyCodec;
        this.restCodec = restCodec;
        this.keyOps = keyOps;
        RecordOutput out = new RecordOutput(64);
        keyCodec.describe(out);
        this.keyDescription = out.toByteArray();
        restCodec.describe(out);
        this.description = out.toByteArray();
    }

    /** The format for entries like this one. */
    static EntryFormat forEntry(EntryShape shape, KeyOrder order, @Nullable Object key, @Nullable Object rest) {
        KeyOps operations = order.operations(key);
        return new EntryFormat(shape, RecordCodecs.forRecord(key), RecordCodecs.forRecord(rest), operations);
    }

    /**
     * The format of pairs that {@code codec} encodes.
     *
     * @param order the order that they have
     * @param firstKey the key of one of them, which shows whether keys can be ordered by prefixes
     */
    public static EntryFormat ofPairs(PairCodec codec, KeyOrder order, @Nullable Object firstKey) {
        KeyOps operations = order.operations(firstKey);
        boolean plain = operations != null && codec.key().equals(RecordCodecs.forRecord(firstKey));
        return new EntryFormat(EntryShape.pairs(), codec.key(), codec.value(), plain ? operations : null);
    }

    /** The codec of the pairs that are entries of this format. */
    public PairCodec pairCodec() {
        return new PairCodec(keyCodec, restCodec);
    }

    /** Appends the descriptions of both codecs. */
    void describe(RecordOutput out) {
        out.putBytes(description, 0, description.length);
    }

    /** Whether the entry can be written in this format. */
    boolean fits(@Nullable Object key, @Nullable Object rest) {
        return keyCodec.fits(key)
                && (shape.keyOnly() || restCodec.fits(rest))
                && (keyOps == null || (key != null && keyOps.fits(key)));
    }

    /** A format that takes the entry and what this format takes; no longer with operations on keys if the key did not fit. */
    EntryFormat widenedFor(@Nullable Object key, @Nullable Object rest) {
        boolean keyFits = keyCodec.fits(key) && (keyOps == null || (key != null && keyOps.fits(key)));
        boolean restFits = shape.keyOnly() || restCodec.fits(rest);
        return new EntryFormat(
                shape,
                keyFits ? keyCodec : widened(keyCodec, key),
                restFits ? restCodec : widened(restCodec, rest),
                keyFits ? keyOps : null);
    }

    private static RecordCodec widened(RecordCodec codec, @Nullable Object misfit) {
        RecordCodec wider = RecordCodecs.widened(codec, misfit);
        return wider.fits(misfit) ? wider : RecordCodecs.any();
    }

    /** Whether keys are encoded alike, so that keys of equal bytes are equal. */
    public boolean sameKeys(EntryFormat other) {
        return Arrays.equals(keyDescription, other.keyDescription);
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

    /** The order that keys probably have; whoever sorts by it asks those who know. Null if there is nothing to guess from. */
    @Nullable
    EncodedOrder likelyOrder() {
        return RecordCodecs.likelyOrder(keyCodec);
    }

    /** The operations on encoded keys, if keys have a type that is known. */
    public @Nullable KeyOps keyOps() {
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
