package io.vonk.bench.spark;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.JobContext;

/** Opens Spark with all jobs: RDD programs, and DataFrames where rows have a schema. */
public final class SparkOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Sessions sessions = new Sessions(context);
        return new SparkEngine("Spark " + Sessions.version(), sessions, new RddJobs(context, sessions));
    }
}
