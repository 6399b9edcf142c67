package io.vonk.bench.spark;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import java.util.Optional;

/** Opens Spark with DataFrames for the one job that {@link SparkOpener} has as RDDs although its rows have a schema. */
public final class SparkSqlOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Sessions sessions = new Sessions(context);
        FrameJobs frames = new FrameJobs(context, sessions);
        return new SparkEngine(
                "Spark " + Sessions.version() + " DataFrames",
                sessions,
                (job, serialization) -> job == Job.TAXI_CSV ? frames.prepare(job, serialization) : Optional.empty());
    }
}
