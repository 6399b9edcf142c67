package io.vonk.internal.executor;

import io.vonk.error.VonkException;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.operator.Results;
import io.vonk.internal.serial.SerializedValue;
import io.vonk.internal.task.FailureBytes;
import io.vonk.internal.task.TaskFailure;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRange;
import io.vonk.internal.wire.EndedAttempt;
import io.vonk.internal.wire.EndedAttempt.Kind;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Turns the outcomes of attempts into what is sent to the driver. */
final class AttemptEnds {
    /** A result that has more bytes than this waits until the driver fetches it. */
    private static final int MESSAGE_RESULT_BYTES = 64 << 10;

    /** What cannot be fetched must fit into a message, together with all else that is in it. */
    private static final int MOST_BYTES = 4 << 20;

    private final HeldResults held;

    AttemptEnds(HeldResults held) {
        this.held = held;
    }

    /**
     * The end of an attempt. A large result is held from now on.
     *
     * @param written the map output that it has published; null for none
     */
    EndedAttempt of(TaskRange range, long attempt, TaskOutcome outcome, long nanos, @Nullable PlacedOutput written) {
        EndedAttempt.Outcome told;
        try {
            told = told(attempt, outcome, written);
        } catch (VonkException | OutOfMemoryError e) {
            told = failure(Kind.USER_ERROR, new TaskFailure(range.tasks().plan().callSite(), null, null, e));
        }
        return new EndedAttempt(range.job().value(), attempt, range.firstAttempt(), Math.max(0, nanos), told);
    }

    /** The ends of attempts that fail together because their code cannot be had. */
    static EndedAttempt failed(long job, long attempt, long launch, Kind kind, TaskFailure what) {
        return new EndedAttempt(job, attempt, launch, 0, failure(kind, what));
    }

    /** The end of an attempt that has not begun. */
    static EndedAttempt givenBack(long attempt) {
        return new EndedAttempt(0, attempt, attempt, 0, new EndedAttempt.Killed());
    }

    private EndedAttempt.Outcome told(long attempt, TaskOutcome outcome, @Nullable PlacedOutput written) {
        if (outcome instanceof TaskOutcome.Succeeded succeeded) {
            return new EndedAttempt.Success(
                    written == null ? result(attempt, succeeded) : output(written, succeeded.digest()),
                    accumulators(succeeded),
                    succeeded.counters(),
                    succeeded.recordsRead(),
                    succeeded.bytesRead());
        }
        if (outcome instanceof TaskOutcome.UserError error) {
            return failure(Kind.USER_ERROR, error.failure());
        }
        if (outcome instanceof TaskOutcome.TransientError error) {
            return failure(Kind.TRANSIENT_ERROR, error.failure());
        }
        if (outcome instanceof TaskOutcome.OutOfMemory memory) {
            return failure(Kind.OUT_OF_MEMORY, memory.failure());
        }
        if (outcome instanceof TaskOutcome.FetchFailed fetch) {
            return new EndedAttempt.FetchFailure(
                    fetch.shuffle(),
                    fetch.mapPartition(),
                    fetch.mapAttempt(),
                    fetch.alsoLost(),
                    FailureBytes.write(fetch.failure()));
        }
        return new EndedAttempt.Killed();
    }

    private static EndedAttempt.Failure failure(Kind kind, TaskFailure what) {
        return new EndedAttempt.Failure(kind, FailureBytes.write(what));
    }

    private EndedAttempt.Made result(long attempt, TaskOutcome.Succeeded succeeded) {
        byte[] bytes = SerializedValue.write(
                succeeded.result() instanceof Results.Encoded encoded ? encoded.records() : succeeded.result(),
                "the result of a task");
        if (bytes.length <= MESSAGE_RESULT_BYTES) {
            return new EndedAttempt.Result(bytes);
        }
        held.hold(attempt, bytes);
        return new EndedAttempt.HeldResult(bytes.length);
    }

    private static EndedAttempt.Made output(PlacedOutput written, long digest) {
        byte[] index = written.sparseIndex() == null
                ? null
                : checked(
                        SerializedValue.write(written.sparseIndex(), "where keys are"),
                        "samples of the keys of a sort");
        return new EndedAttempt.WrittenOutput(
                written.id().shuffle(), written.id().mapPartition(), digest, index);
    }

    private static byte[] accumulators(TaskOutcome.Succeeded succeeded) {
        return succeeded.accumulators().isEmpty()
                ? new byte[0]
                : checked(
                        SerializedValue.write(new ArrayList<>(succeeded.accumulators()), "an accumulator"),
                        "what a task has added to accumulators");
    }

    private static byte[] checked(byte[] bytes, String what) {
        if (bytes.length > MOST_BYTES) {
            throw new VonkException(what + " takes " + bytes.length + " bytes; at most " + MOST_BYTES
                    + " can be sent to the driver: make a collection of it instead");
        }
        return bytes;
    }
}
