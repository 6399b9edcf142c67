package io.vonk.internal.driver;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.task.StagePlan;
import java.util.ArrayList;
import java.util.List;

/** Makes of a job's stages what the scheduler needs, with what the tasks need as payload. Belongs to the driver's thread. */
final class StageSpecs {
    private final TaskBackend backend;
    private long stageIds;

    StageSpecs(TaskBackend backend) {
        this.backend = backend;
    }

    List<StageSpec> of(ActiveJob<?> job) {
        List<StageSpec> specs = new ArrayList<>();
        for (Stage stage : job.stages()) {
            specs.add(spec(job, stage));
        }
        return specs;
    }

    private StageSpec spec(ActiveJob<?> job, Stage stage) {
        StageId id = new StageId(++stageIds);
        List<ShuffleId> parents = new ArrayList<>();
        for (ShuffleNode input : stage.inputs()) {
            parents.add(input.shuffleId());
        }
        ShuffleNode output = stage.output();
        if (output == null) {
            Object payload = backend.payload(new StagePlan.Giving(
                    stage.root(), job.request().function(), job.request().callSite()));
            StageSpec spec = StageSpec.resultOf(
                    id, stage.partitionCount(), ActiveJob.ranges(job.request().partitions()), parents, payload);
            return job.request().function().hasSideEffects() ? spec : copied(spec);
        }
        backend.shuffles().open(output.shuffleId(), output.exchange(), stage.partitionCount());
        Object payload = backend.payload(
                new StagePlan.Writing(stage.root(), output.shuffleId(), output.exchange(), output.callSite()));
        StageSpec spec = StageSpec.shuffleMap(id, output.shuffleId(), stage.partitionCount(), parents, payload);
        return copied(output.exchange() instanceof Exchange.Sort ? spec.with(StageSpec.Trait.FINALIZED) : spec);
    }

    /** A slow task may have a second attempt on another executor, if there can be one. */
    private StageSpec copied(StageSpec spec) {
        return backend.hasSeveralExecutors() ? spec.with(StageSpec.Trait.SPECULATABLE) : spec;
    }
}
