package io.vonk.internal.sort;

import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import org.jspecify.annotations.Nullable;

/** How operators that sort find codecs. Thread safety: safe for use by many threads. */
public interface SortCodecs {

    /** The codec for records shaped like {@code record}. */
    RecordCodec forRecord(@Nullable Object record);

    /** The codec that takes every record. */
    RecordCodec any();

    /** The codec that {@link RecordCodec#describe} described. */
    RecordCodec fromDescription(RecordInput in);

    /** The operations on keys that {@code codec} encodes, or null if its keys take the object path. */
    @Nullable
    KeyOps keyOps(RecordCodec codec);
}
