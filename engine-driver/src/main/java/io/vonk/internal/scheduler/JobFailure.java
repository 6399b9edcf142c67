package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.id.TaskAttemptId;
import java.util.List;

/** Why a job failed: a value for the shell to make a good message of. Never without a cause. */
public sealed interface JobFailure {

    /**
     * A task failed for good.
     *
     * @param attempt the attempt that failed last
     * @param failures what its attempts failed of, in order; the last one decided
     */
    record TaskFailed(StageId stage, int partition, TaskAttemptId attempt, List<AttemptFailure> failures)
            implements JobFailure {
        public TaskFailed {
            failures = List.copyOf(failures);
        }
    }

    /**
     * Executors died again and again while they ran this partition, at last with nothing beside it.
     *
     * @param losses the cause of each loss, in order
     */
    record PoisonPartition(StageId stage, int partition, List<Object> losses) implements JobFailure {
        public PoisonPartition {
            losses = List.copyOf(losses);
        }
    }

    /**
     * Map outputs of a shuffle became unreadable, were computed again, became unreadable again, and so on.
     *
     * @param waves how often
     * @param lastCause the cause of the last failed fetch
     */
    record TooManyFetchFailures(ShuffleId shuffle, int waves, Object lastCause) implements JobFailure {}

    /**
     * A map output had to be computed again and came out different, when some results made from the first version had
     * left the engine already. To go on would mix two versions of the data.
     *
     * @param shuffle the shuffle whose content changed
     * @param mapPartition the map output that changed
     */
    record ResultsAlreadyDelivered(ShuffleId shuffle, int mapPartition) implements JobFailure {}

    /** The driver's own work between the writers and the readers of a shuffle failed. */
    record FinalizationFailed(ShuffleId shuffle, Object cause) implements JobFailure {}

    /** Somebody asked for it. */
    record Cancelled(Object reason) implements JobFailure {}
}
