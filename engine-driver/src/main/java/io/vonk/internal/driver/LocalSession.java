package io.vonk.internal.driver;

import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.exchange.LocalShuffles;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.AttemptReport;
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
import io.vonk.internal.task.Slots;
import io.vonk.internal.task.StageTasks;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRange;
import io.vonk.internal.task.TaskRunner;
import io.vonk.internal.time.Clock;
import io.vonk.runtime.Accumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose tasks run in this process: the scheduler, one thread that owns it, and slots.
 *
 * <p>Everything that happens (a job is submitted, an attempt ends) is put into the mailbox as a step; the driver's thread
 * takes steps one by one, asks the scheduler, and executes what it answers, in order. The actions' payloads (results, map
 * outputs, accumulators) wait in {@link ActiveJobs} while the scheduler decides about them.
 *
 * <p>Thread safety: the methods of {@link Session} may be called by any thread; all state below the mailbox belongs to the
 * driver's thread.
 */
public final class LocalSession implements Session {
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;

    private final LocalOptions options;
    private final Clock clock;
    private final JobListener listener;
    private final MemoryPool memory;
    private final ScratchDirectory scratch;
    private final PartitionCache cache;
    private final SessionShuffles shuffles;
    private final Slots slots;
    private final Thread thread;
    private final Mailbox<Step> mailbox = new Mailbox<>();
    private final AtomicLong nodeIds = new AtomicLong();
    private final AtomicLong jobIds = new AtomicLong();
    private final SharedValues values = new SharedValues();
    private final Object closing = new Object();
    private volatile boolean closed;

    // What belongs to the driver's thread:
    private final Scheduler scheduler = new Scheduler();
    private final ExecutorId executor = new ExecutorId("local", 1);
    private final ActiveJobs jobs;
    private final StageSpecs specs;
    private final Reaper reaper = new Reaper();
    private final List<Thread> finalizers = new ArrayList<>();
    private long wakeNanos = Long.MAX_VALUE;

    private LocalSession(
            LocalOptions options,
            Clock clock,
            ClassLoader classLoader,
            JobListener listener,
            Function<OperatorScope, SessionShuffles> shuffles) {
        this.options = options;
        this.clock = clock;
        this.listener = listener;
        this.memory = options.memoryBytes() < 0 ? MemoryPool.ofHeap() : new MemoryPool(options.memoryBytes());
        this.scratch = ScratchDirectory.create(options.scratchRoots());
        OperatorScope operators = new OperatorScope(memory, scratch, classLoader, () -> {});
        // In this order they are asked for memory: map outputs are written and read, what is kept may have to be
        // computed.
        this.shuffles = shuffles.apply(operators);
        this.cache = new PartitionCache(operators);
        this.jobs = new ActiveJobs(values, this.shuffles, listener);
        this.specs = new StageSpecs(this.shuffles, cache, classLoader, options);
        this.slots = new Slots(
                options.name(),
                options.slots(),
                new TaskRunner(operators),
                values::broadcastValue,
                clock,
                this::attemptEnded);
        this.thread = new Thread(this::work, options.name() + "-driver");
        thread.setDaemon(true);
    }

    /** Starts a session. */
    public static LocalSession start(LocalOptions options, Clock clock, ClassLoader classLoader, JobListener listener) {
        return start(options, clock, classLoader, listener, LocalShuffles::new);
    }

    /**
     * Starts a session with shuffles of another kind.
     *
     * @param shuffles makes them of what the tasks of the session work with; closed with the session
     */
    static LocalSession start(
            LocalOptions options,
            Clock clock,
            ClassLoader classLoader,
            JobListener listener,
            Function<OperatorScope, SessionShuffles> shuffles) {
        LocalSession session = new LocalSession(options, clock, classLoader, listener, shuffles);
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
        return values.broadcast(value);
    }

    @Override
    public void destroyBroadcast(long id) {
        values.destroyBroadcast(id);
    }

    @Override
    public void register(Accumulator<?, ?> accumulator) {
        values.register(accumulator);
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
        ActiveJob<R> job = new ActiveJob<>(request, stages, future, ResultBudget.ofHeap());
        synchronized (closing) {
            // What is posted before the end is ended with the session; what comes later would wait for ever.
            if (!closed) {
                post(new Submission(id, job));
                return future;
            }
        }
        ActiveJobs.refuse(job);
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
        mailbox.post(step);
    }

    private void attemptEnded(long attempt, TaskRange range, TaskOutcome outcome, long runNanos, boolean moreToPull) {
        AttemptEnd end = new AttemptEnd(attempt, range, outcome, runNanos);
        if (moreToPull && outcome instanceof TaskOutcome.Succeeded) {
            // Nothing follows from it yet: the slots have work of this range, and the scheduler has none to give.
            mailbox.postSoon(end);
        } else {
            mailbox.post(end);
        }
    }

    @Override
    public void close() {
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
            post(new Closing());
        }
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
            batch.clear();
            mailbox.take(batch, patienceNanos());
            if (batch.isEmpty()) {
                batch.add(new Event(new SchedulerEvent.Tick()));
            }
            open = takeAll(batch);
            guarded(this::dropUnreachable);
        }
        shutDown();
    }

    /** Asked often, as it costs next to nothing: what nobody can use any more should not be moved to disk to make room. */
    private void dropUnreachable() {
        reaper.poll(cache::drop, shuffle -> handle(new SchedulerEvent.ShuffleReleased(shuffle)));
    }

    private long patienceNanos() {
        if (wakeNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long wait = wakeNanos - clock.nanos();
        if (wait <= 0) {
            wakeNanos = Long.MAX_VALUE;
            return 0;
        }
        return wait;
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
            log().error("the driver met an error that it has no answer to", e);
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
        jobs.offer(ends);
        ends.clear();
        try {
            handle(new SchedulerEvent.AttemptsReported(executor, reports));
        } finally {
            jobs.dropUnaccepted();
        }
    }

    private void handle(SchedulerEvent event) {
        for (SchedulerAction action : scheduler.on(event, clock.nanos())) {
            execute(action);
        }
    }

    private void submitted(JobId id, ActiveJob<?> job) {
        if (closed) {
            ActiveJobs.refuse(job);
            return;
        }
        if (job.future().isDone()) {
            return; // cancelled before it began
        }
        List<StageSpec> stages;
        try {
            stages = specs.of(job);
        } catch (RuntimeException e) {
            // This job cannot run; those that do are none the worse for it.
            job.future().completeExceptionally(e);
            return;
        }
        for (PlanNode node : PlanWalk.postOrder(job.request().node(), PlanWalk::effectiveParents)) {
            if (node instanceof ShuffleNode || node.marks().storageLevel() != null) {
                reaper.watch(node);
            }
        }
        jobs.started(id, job);
        handle(new SchedulerEvent.JobSubmitted(id, stages, Delivery.AT_END));
    }

    private void cancelled(GroupCancellation cancellation) {
        for (JobId id : jobs.inGroup(cancellation.group())) {
            handle(new SchedulerEvent.JobCancelled(id, cancellation.reason()));
        }
    }

    private void execute(SchedulerAction action) {
        if (action instanceof SchedulerAction.Launch launch) {
            slots.launch(taskRange(launch));
        } else if (action instanceof SchedulerAction.ResultsAccepted accepted) {
            if (!jobs.accept(accepted)) {
                post(new Event(new SchedulerEvent.JobCancelled(accepted.job(), "its results are too large")));
            }
        } else if (action instanceof SchedulerAction.MapOutputsAccepted accepted) {
            jobs.accept(accepted);
        } else if (action instanceof SchedulerAction.JobSucceeded succeeded) {
            jobs.succeeded(succeeded.job());
        } else if (action instanceof SchedulerAction.JobFailed failed) {
            jobs.failed(failed.job(), failed.failure());
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
            jobs.drop(drop.shuffle());
        } else if (action instanceof SchedulerAction.ResultsDiscarded discarded) {
            jobs.discardResults(discarded.job());
        } else if (action instanceof SchedulerAction.WakeAt wake) {
            wakeNanos = wake.nanos();
        } else if (!(action instanceof SchedulerAction.Fence)) {
            throw new IllegalStateException("nothing executes " + action);
        }
    }

    private static TaskRange taskRange(SchedulerAction.Launch launch) {
        return new TaskRange(
                launch.job(),
                launch.stage().id(),
                (StageTasks) launch.stage().payload(),
                launch.partitions().from(),
                launch.partitions().until(),
                launch.firstAttempt());
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
                        shuffles.finish(finalization.shuffle());
                        answer = new SchedulerEvent.ShuffleFinalized(finalization.shuffle(), finalization.ticket());
                    } catch (Throwable e) {
                        answer = new SchedulerEvent.ShuffleFinalizationFailed(
                                finalization.shuffle(), finalization.ticket(), e);
                    }
                    post(new Event(answer));
                },
                options.name() + "-finalize");
        worker.setDaemon(true);
        finalizers.removeIf(earlier -> !earlier.isAlive());
        finalizers.add(worker);
        worker.start();
    }

    private void failAll(Throwable defect) {
        for (JobId id : jobs.failAll(defect)) {
            post(new Event(new SchedulerEvent.JobCancelled(id, "the engine met a defect")));
        }
    }

    private void shutDown() {
        jobs.close();
        slots.close(CLOSE_PATIENCE_MILLIS);
        finalizers.forEach(Thread::interrupt);
        Slots.join(finalizers, CLOSE_PATIENCE_MILLIS, clock);
        for (Step step = mailbox.poll(); step != null; step = mailbox.poll()) {
            if (step instanceof Submission late) {
                ActiveJobs.refuse(late.job());
            }
        }
        listener.sessionEnded();
        shuffles.close();
        cache.close();
        values.clear();
        scratch.close();
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
    record AttemptEnd(long attempt, TaskRange range, TaskOutcome outcome, long runNanos) implements Step {}

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(LocalSession.class);
    }
}
