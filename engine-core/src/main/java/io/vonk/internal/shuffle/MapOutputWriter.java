package io.vonk.internal.shuffle;

import io.vonk.internal.batch.Batch;

/**
 * The map side of a shuffle: takes the records of one map task and ends in one {@link MapOutput}.
 *
 * <p>Calls: {@link #write} any number of times, then {@link #finish} once, then {@link #close}, which may also come at any
 * other time and then drops everything. Used by one thread.
 */
public interface MapOutputWriter extends AutoCloseable {

    /** Takes the records of {@code batch}, which are pairs. */
    void write(Batch batch) throws Exception;

    /** Ends the output. The caller owns the result: it puts it into a {@link ShuffleStore} or closes it. */
    MapOutput finish() throws Exception;

    /** Releases memory and files, except for what {@link #finish} handed out; further calls do nothing. */
    @Override
    void close() throws Exception;
}
