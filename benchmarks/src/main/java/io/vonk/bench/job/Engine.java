package io.vonk.bench.job;

import java.util.Optional;

/** An engine in a process of its own, with its session open. Used by one thread. */
public interface Engine extends AutoCloseable {

    /** The name and version, for the report, such as {@code Spark 4.2.0}. */
    String version();

    /**
     * Makes a job ready.
     *
     * @return empty if the engine does not do this job
     */
    Optional<PreparedJob> prepare(Job job) throws Exception;

    /** Ends the session. */
    @Override
    void close() throws Exception;

    /** Opens an engine; the class is named on the command line of the process, and has a constructor without parameters. */
    interface Opener {
        /** Opens the session. */
        Engine open(JobContext context) throws Exception;
    }
}
