package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import io.vonk.bench.run.Outcome.Failed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures one job on several engines, each on a cluster of its own that is there for this job only. One follows the other: nothing of an engine runs
 * while another one is measured, and nothing is paused, which a cluster would take for lost.
 */
final class ClusterMeasurement {
    private final Setting setting;
    private final Effort effort;
    private final Function<Rival, ClusterKind> kinds;

    ClusterMeasurement(Setting setting, Effort effort, Function<Rival, ClusterKind> kinds) {
        this.setting = setting;
        this.effort = effort;
        this.kinds = kinds;
    }

    /** The outcomes in the order of the rivals. */
    Map<Rival, Outcome> of(Job job, List<Rival> rivals) throws IOException, InterruptedException {
        Map<Rival, Outcome> outcomes = new LinkedHashMap<>();
        for (Rival rival : rivals) {
            try (LoopbackCluster cluster = LoopbackCluster.start(kinds.apply(rival), setting.threads())) {
                Measurement alone = new Measurement(setting.at(cluster.url()), effort);
                alone.of(job, List.of(cluster.program(rival)))
                        .forEach((program, outcome) -> outcomes.put(rival, outcome));
            } catch (EngineException e) {
                outcomes.put(rival, new Failed(String.valueOf(e.getMessage())));
            }
        }
        return outcomes;
    }
}
