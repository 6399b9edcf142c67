package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.scheduler.SchedulerEvent.AttemptsReported;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.StageSpec.ResultOutput;
import io.vonk.internal.scheduler.StageSpec.ShuffleOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses events that make no sense before they change anything. A stale event is not nonsense: it is dropped later, by
 * the gate. Nonsense means a defect in the shell or a peer that does not keep to the protocol.
 */
final class EventCheck {

    private final StageGraph graph;

    EventCheck(StageGraph graph) {
        this.graph = graph;
    }

    void check(JobSubmitted event) {
        List<StageSpec> stages = event.stages();
        if (stages.isEmpty() || !(stages.get(stages.size() - 1).output() instanceof ResultOutput)) {
            throw new IllegalArgumentException(event.job() + ": the last stage must make the results, got "
                    + stages.size() + " stages without one at the end");
        }
        Set<ShuffleId> written = new HashSet<>();
        Set<StageId> ids = new HashSet<>();
        for (StageSpec stage : stages) {
            if (!ids.add(stage.id())) {
                throw new IllegalArgumentException(event.job() + ": " + stage.id() + " is listed twice");
            }
            for (ShuffleId parent : stage.parents()) {
                if (!written.contains(parent)) {
                    throw new IllegalArgumentException(event.job() + ": " + stage.id() + " reads " + parent
                            + ", which must be written by a stage listed before it");
                }
            }
            if (stage.output() instanceof ShuffleOutput output) {
                if (!written.add(output.shuffle())) {
                    throw new IllegalArgumentException(
                            event.job() + ": " + output.shuffle() + " is written by two stages");
                }
                checkUnchanged(event, stage, graph.find(output.shuffle()));
            } else if (ids.size() != stages.size()) {
                throw new IllegalArgumentException(
                        event.job() + ": only the last stage may make results, not " + stage.id());
            }
        }
    }

    private static void checkUnchanged(JobSubmitted event, StageSpec stage, @Nullable MapStage known) {
        if (known != null
                && (known.spec().partitionCount() != stage.partitionCount()
                        || !known.spec().parents().equals(stage.parents()))) {
            throw new IllegalArgumentException(event.job() + ": " + known.shuffle() + " was submitted before with "
                    + known.spec().partitionCount() + " partitions from "
                    + known.spec().parents() + ", now with "
                    + stage.partitionCount() + " from " + stage.parents());
        }
    }

    void check(AttemptsReported event, ExecutorState executor) {
        for (AttemptReport report : event.reports()) {
            Assignment assignment = executor.assignmentOf(report.firstAttempt(), report.count());
            if (assignment == null) {
                continue;
            }
            StageState stage = assignment.stage();
            if (report instanceof AttemptReport.Succeeded succeeded) {
                int expected = stage instanceof MapStage ? succeeded.count() : 0;
                if (succeeded.digests().length != expected) {
                    throw new IllegalArgumentException(executor.id() + ": " + stage.id() + " needs " + expected
                            + " digests for " + succeeded.count() + " attempts, got: " + succeeded.digests().length);
                }
            } else if (report instanceof AttemptReport.Failed failed
                    && failed.failure() instanceof AttemptFailure.FetchFailed fetch) {
                checkFetch(executor, stage, fetch);
            }
        }
    }

    private static void checkFetch(ExecutorState executor, StageState stage, AttemptFailure.FetchFailed fetch) {
        for (MapStage parent : stage.parents()) {
            if (parent.shuffle().equals(fetch.shuffle())) {
                checkPartition(executor, parent, fetch.mapPartition());
                fetch.alsoLost().keySet().forEach(partition -> checkPartition(executor, parent, partition));
                return;
            }
        }
        throw new IllegalArgumentException(executor.id() + ": " + stage.id() + " does not read " + fetch.shuffle());
    }

    private static void checkPartition(ExecutorState executor, MapStage parent, int partition) {
        int count = parent.spec().partitionCount();
        if (partition < 0 || partition >= count) {
            throw new IllegalArgumentException(executor.id() + ": " + parent.shuffle() + " has " + count
                    + " map outputs, there is no " + partition);
        }
    }
}
