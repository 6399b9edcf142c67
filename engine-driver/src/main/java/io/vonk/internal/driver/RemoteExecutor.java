package io.vonk.internal.driver;

import io.vonk.error.VonkException;
import io.vonk.internal.endpoint.ExecutorServer.ExecutorLink;
import io.vonk.internal.endpoint.ExecutorServer.ExecutorListener;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.serial.EncodedRecords;
import io.vonk.internal.serial.SerializedValue;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.sort.SparseIndex;
import io.vonk.internal.task.FailureBytes;
import io.vonk.internal.task.TaskFailure;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.EndedAttempt;
import io.vonk.runtime.Accumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An executor in another process: turns what it says into the driver's words.
 *
 * <p>Thread safety: what it says is taken by the thread of its connection; {@link #order} may be called by any thread.
 */
final class RemoteExecutor implements ExecutorListener {
    private final ExecutorId id;
    private final int slots;
    private final String node;
    private final ExecutorLink link;
    private final TaskBackend.Listener driver;
    private final ClusterShuffles shuffles;
    private final ClassLoader classLoader;
    private final Consumer<RemoteExecutor> gone;
    private volatile boolean leaving;

    RemoteExecutor(
            ExecutorId id,
            int slots,
            String node,
            ExecutorLink link,
            TaskBackend.Listener driver,
            ClusterShuffles shuffles,
            ClassLoader classLoader,
            Consumer<RemoteExecutor> gone) {
        this.id = id;
        this.slots = slots;
        this.node = node;
        this.link = link;
        this.driver = driver;
        this.shuffles = shuffles;
        this.classLoader = classLoader;
        this.gone = gone;
    }

    ExecutorId id() {
        return id;
    }

    int slots() {
        return slots;
    }

    /** Where its map outputs are. */
    String node() {
        return node;
    }

    void order(DriverOrder order) {
        link.order(order);
    }

    /** Tells it to end; that its connection ends then is nobody's fault. */
    void stop(String why) {
        leaving = true;
        link.order(new DriverOrder.Stop(why));
    }

    /** Tells it to end and listens to it no more. */
    void fence() {
        stop("the driver has taken this executor for lost");
        link.close();
    }

    @Override
    public void heard() {
        driver.happened(new SchedulerEvent.ExecutorHeard(id));
    }

    @Override
    public void leaving() {
        leaving = true;
    }

    @Override
    public void lost(String why) {
        gone.accept(this);
        driver.happened(new SchedulerEvent.ExecutorLost(
                id, leaving ? Blame.NOBODY : Blame.RUNNING_TASKS, id + " is gone: " + why));
    }

    @Override
    public void ended(List<EndedAttempt> ends) {
        for (int i = 0; i < ends.size(); i++) {
            EndedAttempt end = ends.get(i);
            boolean writes = end.outcome() instanceof EndedAttempt.Success success
                    && success.made() instanceof EndedAttempt.WrittenOutput;
            driver.ended(
                    new AttemptEnd(
                            id, new JobId(end.job()), end.attempt(), end.launch(), writes, outcome(end), end.nanos()),
                    i == ends.size() - 1);
        }
    }

    private TaskOutcome outcome(EndedAttempt end) {
        try {
            EndedAttempt.Outcome outcome = end.outcome();
            if (outcome instanceof EndedAttempt.Success success) {
                return succeeded(end.attempt(), success);
            }
            if (outcome instanceof EndedAttempt.Failure failure) {
                TaskFailure what = FailureBytes.read(failure.what(), classLoader);
                return switch (failure.kind()) {
                    case USER_ERROR -> new TaskOutcome.UserError(what);
                    case TRANSIENT_ERROR -> new TaskOutcome.TransientError(what);
                    case OUT_OF_MEMORY -> new TaskOutcome.OutOfMemory(what);
                };
            }
            if (outcome instanceof EndedAttempt.FetchFailure fetch) {
                return new TaskOutcome.FetchFailed(
                        fetch.shuffle(),
                        fetch.mapPartition(),
                        fetch.mapAttempt(),
                        fetch.alsoLost(),
                        FailureBytes.read(fetch.what(), classLoader));
            }
            return new TaskOutcome.Killed();
        } catch (VonkException | LinkageError | IllegalArgumentException e) {
            return notUnderstood(e);
        }
    }

    private static TaskOutcome notUnderstood(Throwable why) {
        CallSite site = new CallSite("what a task sends to the driver", "unknown source", 0, "unknown method");
        return new TaskOutcome.UserError(new TaskFailure(site, null, null, why));
    }

    private TaskOutcome succeeded(long attempt, EndedAttempt.Success success) {
        Object result = null;
        long digest = 0;
        if (success.made() instanceof EndedAttempt.Result value) {
            result = result(value.value());
        } else if (success.made() instanceof EndedAttempt.HeldResult held) {
            result = new Held(attempt, held.bytes());
        } else if (success.made() instanceof EndedAttempt.WrittenOutput output) {
            byte[] index = output.sparseIndex();
            digest = output.digest();
            shuffles.written(new PlacedOutput(
                    new MapOutputId(output.shuffle(), output.mapPartition(), new TaskAttemptId(attempt)),
                    node,
                    index == null ? null : (SparseIndex) SerializedValue.read(index, classLoader, "where keys are")));
        }
        return new TaskOutcome.Succeeded(
                result,
                digest,
                accumulators(success.accumulators()),
                success.counters(),
                success.recordsRead(),
                success.bytesRead());
    }

    private @Nullable Object result(byte[] value) {
        Object result = SerializedValue.read(value, classLoader, "the result of a task");
        return result instanceof EncodedRecords records ? new Results.Encoded(records) : result;
    }

    private List<Accumulator<?, ?>> accumulators(byte[] bytes) {
        if (bytes.length == 0) {
            return List.of();
        }
        List<Accumulator<?, ?>> copies = new ArrayList<>();
        if (SerializedValue.read(bytes, classLoader, "an accumulator") instanceof List<?> list) {
            list.forEach(copy -> copies.add((Accumulator<?, ?>) copy));
        }
        return copies;
    }

    @Override
    public String toString() {
        return id.toString();
    }

    /** A result that waits there. */
    private final class Held implements RemoteResult {
        private final long attempt;
        private final long bytes;

        Held(long attempt, long bytes) {
            this.attempt = attempt;
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong ends in the loss of the executor
        public void fetch(Taker taker) {
            link.result(attempt).whenComplete((value, failure) -> {
                if (value != null) {
                    try {
                        taker.taken(result(value));
                    } catch (VonkException | LinkageError e) {
                        taker.failed(notUnderstood(e));
                    }
                } else if (failure != null) {
                    // If the connection is there still, the executor has forgotten what it promised to hold.
                    taker.failed(new TaskOutcome.TransientError(new TaskFailure(
                            new CallSite("the result of a task", "unknown source", 0, "unknown method"),
                            null,
                            null,
                            failure)));
                }
            });
        }

        @Override
        public void drop() {
            link.order(new DriverOrder.DropResult(attempt));
        }
    }
}
