package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;

/**
 * Some records of one map output, or of several that are bundled, for one reduce partition, as encoded: {@code recordCount} of
 * them, one after the other, in {@code length} bytes from {@code offset}. The bytes are only read, and are valid until the
 * reader's next call.
 */
public record EncodedBlock(RecordCodec codec, byte[] bytes, int offset, int length, int recordCount) {}
