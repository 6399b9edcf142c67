package io.vonk.bench.java;

import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The engine {@code java-expert}: the jobs with primitive arrays, in a layout chosen for the data and the caches. Leaves out
 * those in which that gains nothing.
 */
public final class ExpertOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Workers workers = new Workers(context.threads());
        return new HandWritten("Java " + Runtime.version() + ", by an expert", workers, jobs(context, workers));
    }

    private static Map<Job, Callable<PreparedJob>> jobs(JobContext context, Workers workers) {
        Sizes sizes = context.sizes();
        DataFiles files = context.files();
        Map<Job, Callable<PreparedJob>> jobs = new EnumMap<>(Job.class);
        return jobs;
    }
}
