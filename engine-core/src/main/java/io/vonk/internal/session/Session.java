package io.vonk.internal.session;

import io.vonk.runtime.Accumulator;

/** What a session's words need from whatever executes them, besides running jobs. Safe for use by many threads. */
public interface Session extends JobRunner, AutoCloseable {

    /** The number of the next plan node. */
    long nextNodeId();

    /** Keeps a value for tasks to use and returns its number. */
    long broadcast(Object value);

    /** Forgets the value of a broadcast. */
    void destroyBroadcast(long id);

    /** Makes an accumulator known, so that the copies of tasks are merged into it. */
    void register(Accumulator<?, ?> accumulator);

    /** Ends all jobs and releases everything; further calls do nothing. */
    @Override
    void close();
}
