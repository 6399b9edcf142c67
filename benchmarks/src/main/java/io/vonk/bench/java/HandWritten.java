package io.vonk.bench.java;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.PreparedJob;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Hand-written jobs in the place of an engine.
 *
 * @param version what the report calls them
 * @param workers closed with this
 * @param jobs those that exist, each made ready when it is asked for
 */
record HandWritten(String version, Workers workers, Map<Job, Callable<PreparedJob>> jobs) implements Engine {

    @Override
    public Optional<PreparedJob> prepare(Job job) throws Exception {
        Callable<PreparedJob> preparation = jobs.get(job);
        return preparation == null ? Optional.empty() : Optional.of(preparation.call());
    }

    @Override
    public void close() {
        workers.close();
    }
}
