package io.vonk.internal.driver;

import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.exchange.LocalShuffles;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.task.StageCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of a job's stages what the scheduler needs, with what the tasks need as payload. Belongs to the driver's thread. */
final class StageSpecs {
    private final LocalShuffles shuffles;
    private final PartitionCache cache;
    private final ClassLoader classLoader;
    private final @Nullable StageFusion fusion;
    private long stageIds;

    StageSpecs(LocalShuffles shuffles, PartitionCache cache, ClassLoader classLoader, @Nullable StageFusion fusion) {
        this.shuffles = shuffles;
        this.cache = cache;
        this.classLoader = classLoader;
        this.fusion = fusion;
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
        StageCode code = new StageCode(stage.root(), shuffles, cache, classLoader, fusion);
        List<ShuffleId> parents = new ArrayList<>();
        for (ShuffleNode input : stage.inputs()) {
            parents.add(input.shuffleId());
        }
        ShuffleNode output = stage.output();
        if (output == null) {
            StageTasks tasks = new StageTasks.Giving(
                    code, job.request().function(), job.request().callSite());
            return StageSpec.resultOf(
                    id, stage.partitionCount(), ActiveJob.ranges(job.request().partitions()), parents, tasks);
        }
        shuffles.open(output.shuffleId(), output.exchange(), stage.partitionCount());
        StageTasks tasks = new StageTasks.Writing(code, output.shuffleId(), output.exchange(), output.callSite());
        StageSpec spec = StageSpec.shuffleMap(id, output.shuffleId(), stage.partitionCount(), parents, tasks);
        return output.exchange() instanceof Exchange.Sort ? spec.with(StageSpec.Trait.FINALIZED) : spec;
    }
}
