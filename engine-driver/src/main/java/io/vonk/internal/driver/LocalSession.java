package io.vonk.internal.driver;

import io.vonk.error.JobCancelledException;
import io.vonk.error.JobFailedException;
import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.exchange.LocalShuffles;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.scheduler.Scheduler;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.session.Session;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.stage.StageCutter;
import io.vonk.internal.task.StageCode;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRunner;
import io.vonk.internal.time.Clock;
import io.vonk.runtime.Accumulator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose tasks run in this process: the scheduler, one thread that owns it, and slots.
 *
 * <p>Everything that happens (a job is submitted, an attempt ends) is put into the mailbox as a step; the driver's thread
 * takes steps one by one, asks the scheduler, and executes what it answers, in order. The actions' payloads (results, map
 * outputs, accumulators) wait in {@code ended} while the scheduler decides about them.
 *
 * <p>Thread safety: the methods of {@link Session} may be called by any thread; all state below the mailbox belongs to the
 * driver's thread.
 */
public final class LocalSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSession.class);
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;

    /** How many shapes of stages keep their generated code. */
    private static final int FUSED_CLASSES = 256;

    private final LocalOptions options;
    private final Clock clock;
    private final ClassLoader classLoader;
    private final JobListener listener;
    private final MemoryPool memory;
    private final ScratchDirectory scratch;
    private final PartitionCache cache;
    private final LocalShuffles shuffles;
    private final Slots slots;
    private final Thread thread;
    private final LinkedBlockingQueue<Step> mailbox = new LinkedBlockingQueue<>();
    private final AtomicLong nodeIds = new AtomicLong();
    private final AtomicLong broadcastIds = new AtomicLong();
    private final AtomicLong accumulatorIds = new AtomicLong();
    private final AtomicLong jobIds = new AtomicLong();
    private final Map<Long, Object> broadcasts = new ConcurrentHashMap<>();
    private final Map<Long, Accumulator<?, ?>> accumulators = new ConcurrentHashMap<>();
    private final Object closing = new Object();
    private volatile boolean closed;

    private final StageFusion fusion = new StageFusion(FUSED_CLASSES);

    // What belongs to the driver's thread:
    private final Scheduler scheduler = new Scheduler();
    private final ExecutorId executor = new ExecutorId("local", 1);
    private final Map<JobId, ActiveJob<?>> jobs = new LinkedHashMap<>();
    private final Map<Long, TaskOutcome.Succeeded> ended = new HashMap<>();
    private final Map<ShuffleId, BitSet> counted = new HashMap<>();
    private final Reaper reaper = new Reaper();
    private long stageIds;
    private long wakeNanos = Long.MAX_VALUE;

    private LocalSession(LocalOptions options, Clock clock, ClassLoader classLoader, JobListener listener) {
        this.options = options;
        this.clock = clock;
        this.classLoader = classLoader;
        this.listener = listener;
        this.memory = options.memoryBytes() < 0 ? MemoryPool.ofHeap() : new MemoryPool(options.memoryBytes());
        this.scratch = ScratchDirectory.create(options.scratchRoots());
        OperatorScope operators = new OperatorScope(memory, scratch, classLoader, () -> {});
        this.cache = new PartitionCache(operators);
        this.shuffles = new LocalShuffles(operators);
        this.slots = new Slots(
                options.name(), options.slots(), new TaskRunner(operators), broadcasts::get, clock, this::attemptEnded);
        this.thread = new Thread(this::work, options.name() + "-driver");
        thread.setDaemon(true);
    }

    /** Starts a session. */
    public static LocalSession start(LocalOptions options, Clock clock, ClassLoader classLoader, JobListener listener) {
        LocalSession session = new LocalSession(options, clock, classLoader, listener);
        session.post(new Event(new SchedulerEvent.ExecutorRegistered(
                session.executor, options.slots(), Liveness.IN_PROCESS, OutputKeeper.NODE)));
        session.thread.start();
        return session;
    }

    // ---- called by any thread -------------------------------------------------------------------------------------

    @Override
    public long nextNodeId() {
        return nodeIds.incrementAndGet();
    }

    @Override
    public int parallelism() {
        return options.slots();
    }

    @Override
    public long broadcast(Object value) {
        long id = broadcastIds.incrementAndGet();
        broadcasts.put(id, value);
        return id;
    }

    @Override
    public void destroyBroadcast(long id) {
        broadcasts.remove(id);
    }

    @Override
    public void register(Accumulator<?, ?> accumulator) {
        long id = accumulatorIds.incrementAndGet();
        accumulator.register(id);
        accumulators.put(id, accumulator);
    }

    @Override
    public void dropKept(PlanNode node) {
        cache.drop(node.id());
    }

    @Override
    public <R> CompletableFuture<Void> submit(JobRequest<R> request) {
        // In the caller's thread: looking at the input can take long, and what it throws belongs to the caller.
        List<Stage> stages = StageCutter.cut(request.node());
        JobId id = new JobId(jobIds.incrementAndGet());
        CompletableFuture<Void> future = new JobFuture(id);
        post(new Submission(id, new ActiveJob<>(request, stages, future)));
        return future;
    }

    @Override
    public void cancelGroup(String group, String reason) {
        post(new GroupCancellation(group, reason));
    }

    /** The pool that tasks and the cache share. */
    public MemoryPool memory() {
        return memory;
    }

    private void post(Step step) {
        mailbox.add(step);
    }

    private void attemptEnded(long attempt, SchedulerAction.Launch launch, TaskOutcome outcome, long runNanos) {
        post(new AttemptEnd(attempt, launch, outcome, runNanos));
    }

    @Override
    public void close() {
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
        }
        post(new Closing());
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the driver's thread --------------------------------------------------------------------------------------

    private void work() {
        List<Step> batch = new ArrayList<>();
        boolean open = true;
        while (open) {
            Step first;
            try {
                first = awaitStep();
            } catch (InterruptedException e) {
                LOG.debug("the driver's thread ignores an interruption");
                continue;
            }
            batch.clear();
            batch.add(first == null ? new Event(new SchedulerEvent.Tick()) : first);
            mailbox.drainTo(batch);
            open = takeAll(batch);
        }
        shutDown();
    }

    private @Nullable Step awaitStep() throws InterruptedException {
        if (wakeNanos == Long.MAX_VALUE) {
            return mailbox.take();
        }
        long wait = wakeNanos - clock.nanos();
        if (wait <= 0) {
            wakeNanos = Long.MAX_VALUE;
            return mailbox.poll();
        }
        return mailbox.poll(wait, TimeUnit.NANOSECONDS);
    }

    /** Takes steps in order, those of ended attempts together; false at the end. */
    private boolean takeAll(List<Step> steps) {
        List<AttemptEnd> ends = new ArrayList<>();
        boolean open = true;
        for (Step step : steps) {
            if (step instanceof AttemptEnd end) {
                ends.add(end);
                continue;
            }
            guarded(() -> report(ends));
            if (step instanceof Closing) {
                open = false;
            } else {
                guarded(() -> take(step));
            }
        }
        guarded(() -> report(ends));
        return open;
    }

    /** A defect of the engine must fail the jobs that are running, never hang them. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            LOG.error("the driver met an error that it has no answer to", e);
            failAll(e);
        }
    }

    private void take(Step step) {
        if (step instanceof Event event) {
            handle(event.event());
        } else if (step instanceof Submission submission) {
            submitted(submission.id(), submission.job());
        } else if (step instanceof GroupCancellation cancellation) {
            cancelled(cancellation);
        } else {
            throw new IllegalStateException("nothing takes " + step);
        }
    }

    private void report(List<AttemptEnd> ends) {
        if (ends.isEmpty()) {
            return;
        }
        List<AttemptReport> reports = Reports.of(ends);
        for (AttemptEnd end : ends) {
            if (end.outcome() instanceof TaskOutcome.Succeeded succeeded) {
                ended.put(end.attempt(), succeeded);
            }
        }
        ends.clear();
        handle(new SchedulerEvent.AttemptsReported(executor, reports));
        for (Long garbage : ended.keySet()) {
            shuffles.discard(garbage);
        }
        ended.clear();
    }

    private void handle(SchedulerEvent event) {
        for (SchedulerAction action : scheduler.on(event, clock.nanos())) {
            execute(action);
        }
    }

    private void submitted(JobId id, ActiveJob<?> job) {
        if (closed) {
            job.future().completeExceptionally(sessionClosed(job));
            return;
        }
        if (job.future().isDone()) {
            return; // cancelled before it began
        }
        reaper.poll(cache::drop, shuffle -> handle(new SchedulerEvent.ShuffleReleased(shuffle)));
        List<StageSpec> specs = new ArrayList<>();
        try {
            for (Stage stage : job.stages()) {
                specs.add(spec(job, stage));
            }
        } catch (RuntimeException e) {
            // This job cannot run; those that do are none the worse for it.
            job.future().completeExceptionally(e);
            return;
        }
        jobs.put(id, job);
        for (PlanNode node : PlanWalk.postOrder(job.request().node(), PlanWalk::effectiveParents)) {
            if (node instanceof ShuffleNode || node.marks().storageLevel() != null) {
                reaper.watch(node);
            }
        }
        listener.jobStarted(id, job.request().callSite(), job.stages());
        handle(new SchedulerEvent.JobSubmitted(id, specs, Delivery.AT_END));
    }

    private StageSpec spec(ActiveJob<?> job, Stage stage) {
        StageId id = new StageId(++stageIds);
        StageCode code = new StageCode(stage.root(), shuffles, cache, classLoader, fusion);
        List<ShuffleId> parents =
                stage.inputs().stream().map(ShuffleNode::shuffleId).toList();
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

    private void cancelled(GroupCancellation cancellation) {
        for (Map.Entry<JobId, ActiveJob<?>> entry : List.copyOf(jobs.entrySet())) {
            String group = entry.getValue().request().group();
            if (cancellation.group().isEmpty() || group.equals(cancellation.group())) {
                handle(new SchedulerEvent.JobCancelled(entry.getKey(), cancellation.reason()));
            }
        }
    }

    private void execute(SchedulerAction action) {
        if (action instanceof SchedulerAction.Launch launch) {
            slots.launch(launch);
        } else if (action instanceof SchedulerAction.ResultsAccepted accepted) {
            resultsAccepted(accepted);
        } else if (action instanceof SchedulerAction.MapOutputsAccepted accepted) {
            mapOutputsAccepted(accepted);
        } else if (action instanceof SchedulerAction.JobSucceeded succeeded) {
            succeeded(succeeded.job());
        } else if (action instanceof SchedulerAction.JobFailed failed) {
            ActiveJob<?> job = jobs.remove(failed.job());
            if (job != null) {
                listener.jobEnded(failed.job(), false);
                job.future()
                        .completeExceptionally(FailureMessage.of(job.request().callSite(), failed.failure()));
            }
        } else if (action instanceof SchedulerAction.Revoke revoke) {
            giveBack(revoke.firstAttempt(), revoke.count());
        } else if (action instanceof SchedulerAction.Kill kill) {
            giveBack(kill.firstAttempt(), kill.count());
            slots.kill(kill.firstAttempt(), kill.count());
        } else if (action instanceof SchedulerAction.MapOutputsUnregistered lost) {
            shuffles.unregister(
                    lost.shuffle(), lost.partitions().from(), lost.partitions().until());
        } else if (action instanceof SchedulerAction.FinalizeShuffle finalization) {
            finalizeShuffle(finalization);
        } else if (action instanceof SchedulerAction.DropShuffle drop) {
            counted.remove(drop.shuffle());
            shuffles.drop(drop.shuffle());
        } else if (action instanceof SchedulerAction.ResultsDiscarded discarded) {
            ActiveJob<?> job = jobs.get(discarded.job());
            if (job != null) {
                job.discard();
            }
        } else if (action instanceof SchedulerAction.WakeAt wake) {
            wakeNanos = wake.nanos();
        } else if (!(action instanceof SchedulerAction.Fence)) {
            throw new IllegalStateException("nothing executes " + action);
        }
    }

    private void resultsAccepted(SchedulerAction.ResultsAccepted accepted) {
        ActiveJob<?> job = jobs.get(accepted.job());
        PartitionRange range = accepted.partitions();
        long records = 0;
        long bytes = 0;
        for (int partition = range.from(); partition < range.until(); partition++) {
            TaskOutcome.Succeeded outcome = ended.remove(accepted.firstAttempt() + partition - range.from());
            if (job != null && outcome != null) {
                job.accept(partition, outcome.result(), outcome.accumulators());
                records += outcome.recordsRead();
                bytes += outcome.bytesRead();
            }
        }
        listener.tasksDone(range.size(), records, bytes);
    }

    private void mapOutputsAccepted(SchedulerAction.MapOutputsAccepted accepted) {
        PartitionRange range = accepted.partitions();
        BitSet known = counted.computeIfAbsent(accepted.shuffle(), shuffle -> new BitSet());
        long records = 0;
        long bytes = 0;
        for (int partition = range.from(); partition < range.until(); partition++) {
            long attempt = accepted.firstAttempt() + partition - range.from();
            shuffles.accept(accepted.shuffle(), partition, attempt);
            TaskOutcome.Succeeded outcome = ended.remove(attempt);
            // A map output that is computed again, because it was lost, does not count again.
            if (outcome != null && !known.get(partition)) {
                known.set(partition);
                merge(outcome.accumulators());
                records += outcome.recordsRead();
                bytes += outcome.bytesRead();
            }
        }
        listener.tasksDone(range.size(), records, bytes);
    }

    private void succeeded(JobId id) {
        ActiveJob<?> job = jobs.remove(id);
        if (job == null) {
            return;
        }
        job.updates().forEach(this::merge);
        listener.jobEnded(id, true);
        try {
            job.deliver();
            job.future().complete(null);
        } catch (Throwable e) {
            job.future()
                    .completeExceptionally(new JobFailedException(
                            job.request().callSite() + " failed while its results were handed over: " + e, e));
        }
    }

    private void merge(List<Accumulator<?, ?>> copies) {
        for (Accumulator<?, ?> copy : copies) {
            Accumulator<?, ?> own = accumulators.get(copy.id());
            if (own != null) {
                mergeUnchecked(own, copy);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T, R> void mergeUnchecked(Accumulator<T, R> own, Accumulator<?, ?> copy) {
        own.merge((Accumulator<T, R>) copy);
    }

    private void giveBack(long firstAttempt, int count) {
        List<AttemptReport> reports = new ArrayList<>();
        for (long[] range : slots.giveBack(firstAttempt, count)) {
            reports.add(new AttemptReport.GivenBack(range[0], (int) range[1]));
        }
        if (!reports.isEmpty()) {
            post(new Event(new SchedulerEvent.AttemptsReported(executor, reports)));
        }
    }

    private void finalizeShuffle(SchedulerAction.FinalizeShuffle finalization) {
        Thread worker = new Thread(
                () -> {
                    SchedulerEvent answer;
                    try {
                        shuffles.finish(finalization.shuffle(), finalization.epoch());
                        answer = new SchedulerEvent.ShuffleFinalized(finalization.shuffle(), finalization.ticket());
                    } catch (Throwable e) {
                        answer = new SchedulerEvent.ShuffleFinalizationFailed(
                                finalization.shuffle(), finalization.ticket(), e);
                    }
                    post(new Event(answer));
                },
                options.name() + "-finalize");
        worker.setDaemon(true);
        worker.start();
    }

    private void failAll(Throwable defect) {
        for (ActiveJob<?> job : jobs.values()) {
            job.future()
                    .completeExceptionally(new JobFailedException(
                            job.request().callSite() + " failed because of a defect in the engine: " + defect, defect));
        }
        for (JobId id : Set.copyOf(jobs.keySet())) {
            jobs.remove(id);
            listener.jobEnded(id, false);
            post(new Event(new SchedulerEvent.JobCancelled(id, "the engine met a defect")));
        }
    }

    private void shutDown() {
        for (ActiveJob<?> job : jobs.values()) {
            job.future().completeExceptionally(sessionClosed(job));
        }
        jobs.clear();
        slots.close(CLOSE_PATIENCE_MILLIS);
        for (Step step = mailbox.poll(); step != null; step = mailbox.poll()) {
            if (step instanceof Submission late) {
                late.job().future().completeExceptionally(sessionClosed(late.job()));
            }
        }
        listener.sessionEnded();
        shuffles.close();
        cache.close();
        broadcasts.clear();
        accumulators.clear();
        scratch.close();
    }

    private static JobCancelledException sessionClosed(ActiveJob<?> job) {
        return new JobCancelledException(job.request().callSite() + " was cancelled: the session was closed");
    }

    /** What a user holds of a job; cancelling it cancels the job. */
    private final class JobFuture extends CompletableFuture<Void> {
        private final JobId id;

        JobFuture(JobId id) {
            this.id = id;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            if (cancelled) {
                post(new Event(new SchedulerEvent.JobCancelled(id, "its future was cancelled")));
            }
            return cancelled;
        }
    }

    // ---- steps ----------------------------------------------------------------------------------------------------

    /** Something for the driver's thread to take. */
    private sealed interface Step {}

    private record Event(SchedulerEvent event) implements Step {}

    private record Submission(JobId id, ActiveJob<?> job) implements Step {}

    private record GroupCancellation(String group, String reason) implements Step {}

    private record Closing() implements Step {}

    /** The end of an attempt. */
    record AttemptEnd(long attempt, SchedulerAction.Launch launch, TaskOutcome outcome, long runNanos)
            implements Step {}
}
