package io.vonk.bench.spark;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.JobContext;

/** Opens Spark with the jobs over rows with a schema only, all of them as DataFrames. */
public final class SparkSqlOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Sessions sessions = new Sessions(context);
        return new SparkEngine(
                "Spark " + Sessions.version() + " DataFrames", sessions, new FrameJobs(context, sessions));
    }
}
