package io.vonk.bench.spark;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.PreparedJob;
import java.util.Optional;

/**
 * Spark, which starts with the first job that is prepared: its serializer is a setting of the whole context, and which one
 * is faster depends on the job. A job with another serializer than the one before ends the context of that one, with all
 * that was prepared in it.
 */
final class SparkEngine implements Engine {
    private final String version;
    private final Sessions sessions;
    private final Jobs jobs;

    /** Knows how to run jobs. */
    interface Jobs {
        /** As {@link Engine#prepare}, with the context that suits the job. */
        Optional<PreparedJob> prepare(Job job, Serialization serialization) throws Exception;
    }

    SparkEngine(String version, Sessions sessions, Jobs jobs) {
        this.version = version;
        this.sessions = sessions;
        this.jobs = jobs;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Optional<PreparedJob> prepare(Job job) throws Exception {
        return jobs.prepare(job, Serialization.of(job));
    }

    @Override
    public void close() {
        sessions.close();
    }
}
