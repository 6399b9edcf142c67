package io.vonk.bench.vonk;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.JobContext;
import io.vonk.launch.Vonk;

/** Opens Vonk in this JVM. */
public final class VonkOpener implements Engine.Opener {

    /** For the process that is given the class by name. */
    public VonkOpener() {}

    @Override
    public Engine open(JobContext context) {
        String master = context.master().equals("local") ? "local[" + context.threads() + "]" : context.master();
        return new VonkEngine(
                Vonk.builder()
                        .master(master)
                        .set("vonk.local.dirs", context.scratch().toString())
                        .open(),
                context);
    }
}
