package io.vonk.internal.exchange;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;

/**
 * The shuffles of a session, as its driver sees them. A map output is written under its attempt's number and is invisible until
 * the driver's thread accepts that attempt.
 *
 * <p>Thread safety: called by the driver's thread, save for {@link #finish}, which a thread of its own calls.
 */
public interface SessionShuffles extends AutoCloseable {

    /** Makes a shuffle known; does nothing if it is. */
    void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount);

    /** Makes the output of an attempt the one that counts. */
    void accept(ShuffleId shuffle, int mapPartition, long attempt);

    /** Deletes what an attempt has written that does not count; does nothing if it has written nothing. */
    void discard(long attempt);

    /** Deletes the map outputs of a range of partitions: they are lost, or made from data that has changed. */
    void unregister(ShuffleId shuffle, int from, int until);

    /** Does what is to be done between the last map output and the first reader: cuts the ranges of a sort. */
    void finish(ShuffleId shuffle);

    /** Deletes a shuffle. */
    void drop(ShuffleId shuffle);

    /** Deletes everything. */
    @Override
    void close();
}
