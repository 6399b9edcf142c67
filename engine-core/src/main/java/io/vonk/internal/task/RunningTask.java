package io.vonk.internal.task;

import io.vonk.error.VonkException;
import io.vonk.runtime.Accumulator;
import io.vonk.runtime.TaskContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** An attempt that runs; what user code sees as its context. Used by the task's thread, except for {@link #cancel}. */
public final class RunningTask extends TaskContext {
    private final long jobId;
    private final long stageId;
    private final int partition;
    private final long attemptId;
    private final LongFunction<Object> broadcasts;
    // Most tasks have none of these, and some do next to nothing else than making them.
    private List<Accumulator<?, ?>> accumulators = List.of();
    private Map<String, Long> counters = Map.of();
    private @Nullable Deque<AutoCloseable> resources;
    private long recordsRead;
    private long bytesRead;
    private volatile boolean cancelled;

    /**
     * An attempt that has not started.
     *
     * @param broadcasts gives the value of a broadcast by its number
     */
    public RunningTask(long jobId, long stageId, int partition, long attemptId, LongFunction<Object> broadcasts) {
        this.jobId = jobId;
        this.stageId = stageId;
        this.partition = partition;
        this.attemptId = attemptId;
        this.broadcasts = broadcasts;
    }

    /** Asks the task to stop; any thread may call this. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public long jobId() {
        return jobId;
    }

    @Override
    public long stageId() {
        return stageId;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long attemptId() {
        return attemptId;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void checkCancelled() {
        if (cancelled) {
            throw new TaskKilledException();
        }
    }

    @Override
    public void onClose(AutoCloseable resource) {
        if (resources == null) {
            resources = new ArrayDeque<>();
        }
        resources.push(resource);
    }

    @Override
    public void count(String counter, long delta) {
        if (counters.isEmpty()) {
            counters = new HashMap<>();
        }
        counters.merge(counter, delta, Long::sum);
    }

    @Override
    public void register(Accumulator<?, ?> accumulator) {
        if (accumulators.isEmpty()) {
            accumulators = new ArrayList<>();
        }
        accumulators.add(accumulator);
    }

    @Override
    public Object broadcastValue(long broadcastId) {
        Object value = broadcasts.apply(broadcastId);
        if (value == null) {
            throw new VonkException("broadcast " + broadcastId
                    + " is not known in this session; it was destroyed, or belongs to another session");
        }
        return value;
    }

    /** Counts input of the task's sources. */
    void read(long records, long bytes) {
        recordsRead += records;
        bytesRead += bytes;
    }

    long recordsRead() {
        return recordsRead;
    }

    long bytesRead() {
        return bytesRead;
    }

    List<Accumulator<?, ?>> accumulators() {
        return accumulators;
    }

    Map<String, Long> counters() {
        return counters;
    }

    /** Closes what was given to {@link #onClose}, the last first; throws the first failure. */
    void closeResources() throws Exception {
        Deque<AutoCloseable> open = resources;
        if (open == null) {
            return;
        }
        Exception first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
