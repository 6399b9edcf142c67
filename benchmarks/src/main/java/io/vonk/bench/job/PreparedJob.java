package io.vonk.bench.job;

/** A job that is ready to run: its inputs exist, and what it wants to be cached is cached. Runs any number of times. */
public interface PreparedJob extends AutoCloseable {

    /** Runs the job once, from its inputs to its answer; this is what is timed. */
    Answer run() throws Exception;

    /**
     * The whole answer where computing it is no part of the job, such as reading written files again; called after
     * {@link #run}, outside the timed part, with what that gave.
     */
    default Answer check(Answer ran) throws Exception {
        return ran;
    }

    /** Removes what the job left: cached partitions and output. */
    @Override
    default void close() throws Exception {}
}
