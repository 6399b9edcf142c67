package io.vonk.internal.join;

import io.vonk.internal.batch.Batch;

/** What the look-up of a batch of keys gives, and works with. Each user of a table has its own. Used by one thread. */
final class KeyProbe {
    /** The number of each key, or {@link JoinKeys#NO_KEY}. */
    int[] found = new int[Batch.CAPACITY];

    /** The hash of each key, where the table works with hashes. */
    long[] hashes = new long[0];

    /** What reading ahead gave: kept, so that the loop which does it is not taken for useless. */
    long touched;

    void makeRoom(int size) {
        if (found.length < size) {
            found = new int[size];
        }
    }

    void makeRoomForHashes(int size) {
        if (hashes.length < size) {
            hashes = new long[Math.max(size, Batch.CAPACITY)];
        }
    }
}
