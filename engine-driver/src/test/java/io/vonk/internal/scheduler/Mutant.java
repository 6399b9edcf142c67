package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Schedulers that are broken on purpose, each in one judgement: mistakes that real engines have made. The simulator must
 * notice every one of them.
 */
enum Mutant {
    ACCEPTS_WHATEVER_SUCCEEDED(() -> new Rules() {
        @Override
        boolean accepts(Assignment assignment, int partition, long attempt) {
            return true;
        }
    }),
    ACCEPTS_RESULTS_OF_AN_OLD_EPOCH(() -> new Rules() {
        @Override
        boolean accepts(Assignment assignment, int partition, long attempt) {
            StageState stage = assignment.stage();
            boolean isOld = assignment.epoch() != stage.epoch();
            return isOld ? stage.isActive() && !stage.isDone(partition) : super.accepts(assignment, partition, attempt);
        }
    }),
    COUNTS_A_REPORT_TWICE(() -> new Rules() {
        @Override
        boolean isFirstReport(Assignment assignment, long attempt) {
            return true;
        }
    }),
    LEAKS_THE_SLOT_OF_THE_LOSING_COPY(() -> new Rules() {
        @Override
        boolean freesSlot(boolean accepted) {
            return accepted;
        }
    }),
    LETS_A_FENCED_EXECUTOR_BACK_IN(() -> new Rules() {
        @Override
        boolean admits(ExecutorId newcomer, long highestIncarnation) {
            return newcomer.incarnation() >= highestIncarnation;
        }
    }),
    TAKES_AN_ANSWER_FOR_A_LATER_QUESTION(() -> new Rules() {
        @Override
        boolean isCurrent(StagePhase.Finalizing phase, long ticket) {
            return true;
        }
    }),
    STARTS_READERS_BEFORE_THE_LAST_PARENT(() -> new Rules() {
        @Override
        boolean mayStart(int missingParents) {
            return missingParents <= 1;
        }
    }),
    RUNS_A_SHARED_SHUFFLE_TWICE(() -> new Rules() {
        @Override
        boolean shares(MapStage known) {
            return known.users().isEmpty();
        }
    }),
    STOPS_WHAT_ANOTHER_JOB_NEEDS(() -> new Rules() {
        @Override
        boolean stops(StageState stage) {
            return true;
        }
    }),
    LETS_CANCELLED_WORK_RUN_ON(() -> new Rules() {
        @Override
        boolean stops(StageState stage) {
            return false;
        }
    }),
    FORGETS_THE_TASKS_OF_A_LOST_EXECUTOR(() -> new Rules() {
        @Override
        Collection<Assignment> orphans(ExecutorState lost) {
            return List.of();
        }
    }),
    KEEPS_MAP_OUTPUTS_OF_A_LOST_EXECUTOR(() -> new Rules() {
        @Override
        boolean takesOutputsAlong(ExecutorState lost) {
            return false;
        }
    }),
    FORGETS_MAP_OUTPUTS_THAT_A_NODE_KEEPS(() -> new Rules() {
        @Override
        boolean takesOutputsAlong(ExecutorState lost) {
            return true;
        }
    }),
    RECOMPUTES_THE_WHOLE_SHUFFLE_FOR_ONE_LOST_OUTPUT(() -> new Rules() {
        @Override
        BitSet outputsLostBy(AttemptFailure.FetchFailed failure, MapStage stage) {
            return super.outputsLostBy(failure, stage).isEmpty()
                    ? new BitSet()
                    : (BitSet) stage.done().clone();
        }
    }),
    GIVES_UP_AN_OUTPUT_FOR_AN_OLD_COMPLAINT(() -> new Rules() {
        @Override
        BitSet outputsLostBy(AttemptFailure.FetchFailed failure, MapStage stage) {
            BitSet lost = new BitSet();
            lost.set(failure.mapPartition(), failure.mapPartition() + (stage.isDone(failure.mapPartition()) ? 1 : 0));
            return lost;
        }
    }),
    BELIEVES_NO_COMPLAINT_ABOUT_AN_OUTPUT(() -> new Rules() {
        @Override
        BitSet outputsLostBy(AttemptFailure.FetchFailed failure, MapStage stage) {
            return new BitSet();
        }
    }),
    BLAMES_READERS_FOR_LOST_OUTPUTS(() -> new Rules() {
        @Override
        boolean shouldHaveKnown(long reader, AttemptFailure.FetchFailed failure, MapStage stage) {
            return true;
        }
    }),
    RECOMPUTES_AN_UNREADABLE_OUTPUT_FOR_EVER(() -> new Rules() {
        @Override
        boolean isHopeless(int fetchWaves) {
            return false;
        }
    }),
    GIVES_UP_AFTER_ONE_FETCH_WAVE(() -> new Rules() {
        @Override
        boolean isHopeless(int fetchWaves) {
            return fetchWaves > 1;
        }
    }),
    TAKES_RANDOM_CONTENT_FOR_DETERMINISTIC(() -> new Rules() {
        @Override
        boolean isSameContent(long digestBefore, long digestNow) {
            return true;
        }
    }),
    ROLLS_BACK_EVERYTHING_AT_EVERY_RECOMPUTATION(() -> new Rules() {
        @Override
        boolean isSameContent(long digestBefore, long digestNow) {
            return false;
        }
    }),
    ROLLS_BACK_ONLY_THE_NEXT_STAGE(() -> new Rules() {
        private long lastEpoch = -1;

        @Override
        Collection<StageState> readersToRollBack(MapStage changed) {
            boolean isFirst = changed.epoch() == 0 && changed.contentEpoch() != lastEpoch && changed.isActive();
            lastEpoch = changed.contentEpoch();
            return isFirst ? changed.readers() : List.of();
        }
    }),
    DOES_NOT_ROLL_BACK_RESULTS(() -> new Rules() {
        @Override
        Collection<StageState> readersToRollBack(MapStage changed) {
            List<StageState> maps = new ArrayList<>(changed.readers());
            maps.removeIf(ResultStage.class::isInstance);
            return maps;
        }
    }),
    TAKES_BACK_WHAT_WAS_HANDED_OUT(() -> new Rules() {
        @Override
        boolean canTakeBack(ResultStage stage) {
            return true;
        }
    }),
    COPIES_A_SLOW_TASK_AGAIN_AND_AGAIN(() -> new Rules() {
        @Override
        boolean mayCopy(StageState stage, int partition) {
            return true;
        }
    }),
    LETS_THE_LOSING_COPY_RUN_ON(() -> new Rules() {
        @Override
        boolean stopsLoser() {
            return false;
        }
    }),
    REMEMBERS_FAILURES_OF_ENDED_STAGES(() -> new Rules() {
        @Override
        boolean forgetsHistories(StageState stage) {
            return false;
        }
    }),
    RETRIES_DETERMINISTIC_ERRORS(Rules::new, () -> new RetryPolicy() {
        @Override
        Verdict afterFailure(AttemptFailure failure, PartitionHistory history) {
            return failure instanceof AttemptFailure.UserError ? Verdict.RETRY : super.afterFailure(failure, history);
        }
    }),
    NEVER_GIVES_UP_A_FAILING_TASK(Rules::new, () -> new RetryPolicy() {
        @Override
        Verdict afterFailure(AttemptFailure failure, PartitionHistory history) {
            return failure instanceof AttemptFailure.UserError ? Verdict.FAIL : Verdict.RETRY;
        }
    }),
    RETRIES_AN_OUT_OF_MEMORY_IN_COMPANY(Rules::new, () -> new RetryPolicy() {
        @Override
        Verdict afterFailure(AttemptFailure failure, PartitionHistory history) {
            Verdict verdict = super.afterFailure(failure, history);
            return verdict == Verdict.FAIL ? verdict : Verdict.RETRY;
        }
    }),
    COUNTS_THE_LOSS_OF_AN_EXECUTOR_AS_A_FAILURE(Rules::new, () -> new RetryPolicy() {
        @Override
        Verdict afterLoss(PartitionHistory history) {
            return history.losses().size() + history.failures().size() >= 2 ? Verdict.FAIL : Verdict.RETRY;
        }
    }),
    FEEDS_EXECUTORS_TO_A_POISON_PARTITION_FOR_EVER(Rules::new, () -> new RetryPolicy() {
        @Override
        Verdict afterLoss(PartitionHistory history) {
            return Verdict.RETRY;
        }
    });

    private final Supplier<Rules> rules;
    private final Supplier<RetryPolicy> retries;

    Mutant(Supplier<Rules> rules) {
        this(rules, RetryPolicy::new);
    }

    Mutant(Supplier<Rules> rules, Supplier<RetryPolicy> retries) {
        this.rules = rules;
        this.retries = retries;
    }

    Scheduler scheduler() {
        return new Scheduler(rules.get(), retries.get());
    }
}
