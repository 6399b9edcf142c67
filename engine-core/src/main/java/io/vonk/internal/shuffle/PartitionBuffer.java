package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordOutput;

/** The records of one reduce partition since the last seal; small at first, because there may be thousands. */
final class PartitionBuffer {
    /** What it takes beside its bytes. */
    static final int OVERHEAD_BYTES = 80;

    static final int FIRST_BYTES = 64;

    RecordOutput out;
    int capacity;
    int recordCount;
    int codec;

    PartitionBuffer(int codec) {
        this.codec = codec;
        this.capacity = FIRST_BYTES;
        this.out = new RecordOutput(FIRST_BYTES);
    }

    /** Starts anew with {@code newCapacity} bytes. */
    void restart(int newCapacity) {
        out = new RecordOutput(newCapacity);
        capacity = newCapacity;
        recordCount = 0;
    }
}
