package io.vonk.internal.driver;

import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.task.StageBytes;
import io.vonk.internal.task.StageCode;
import io.vonk.internal.task.StageTasks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of a job's stages what the scheduler needs, with what the tasks need as payload. Belongs to the driver's thread. */
final class StageSpecs {
    /** How many shapes of stages keep their generated code. */
    private static final int FUSED_CLASSES = 256;

    private final SessionShuffles shuffles;
    private final PartitionCache cache;
    private final ClassLoader classLoader;
    private final @Nullable StageFusion fusion;
    private final boolean shipped;
    private long stageIds;

    StageSpecs(SessionShuffles shuffles, PartitionCache cache, ClassLoader classLoader, LocalOptions options) {
        this.shuffles = shuffles;
        this.cache = cache;
        this.classLoader = classLoader;
        this.fusion = options.fusion() ? new StageFusion(FUSED_CLASSES) : null;
        this.shipped = options.shipped();
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
        StageCode code = code(stage.root());
        List<ShuffleId> parents = new ArrayList<>();
        for (ShuffleNode input : stage.inputs()) {
            parents.add(input.shuffleId());
        }
        ShuffleNode output = stage.output();
        if (output == null) {
            StageTasks tasks = arrived(new StageTasks.Giving(
                    code, job.request().function(), job.request().callSite()));
            return StageSpec.resultOf(
                    id, stage.partitionCount(), ActiveJob.ranges(job.request().partitions()), parents, tasks);
        }
        shuffles.open(output.shuffleId(), output.exchange(), stage.partitionCount());
        StageTasks tasks =
                arrived(new StageTasks.Writing(code, output.shuffleId(), output.exchange(), output.callSite()));
        StageSpec spec = StageSpec.shuffleMap(id, output.shuffleId(), stage.partitionCount(), parents, tasks);
        return output.exchange() instanceof Exchange.Sort ? spec.with(StageSpec.Trait.FINALIZED) : spec;
    }

    private StageCode code(PlanNode root) {
        return new StageCode(root, shuffles, cache, classLoader, fusion);
    }

    /** The tasks as they are, or as they would be in another process. */
    private StageTasks arrived(StageTasks tasks) {
        return shipped ? StageBytes.read(StageBytes.write(tasks), classLoader, this::code) : tasks;
    }
}
