package io.vonk.internal.driver;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.mailbox.Mailbox;
import io.vonk.internal.mailbox.OwnThread;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.scheduler.Scheduler;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.session.Session;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.stage.StageCutter;
import io.vonk.internal.task.Slots;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.time.Clock;
import io.vonk.runtime.Accumulator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session: the scheduler, and the one thread that owns it, over executors that may be anywhere.
 *
 * <p>Everything that happens (a job is submitted, an attempt ends, an executor is lost) is put into the mailbox as a step; the
 * driver's thread takes steps one by one, asks the scheduler, and executes what it answers, in order. The actions' payloads
 * (results, map outputs, accumulators) wait in {@link ActiveJobs} while the scheduler decides about them.
 *
 * <p>Thread safety: the methods of {@link Session} may be called by any thread; all state below the mailbox belongs to the
 * driver's thread.
 */
public final class DriverSession implements Session, TaskBackend.Listener {
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;
    private static final String TOO_LARGE = "its results are too large";

    private final String name;
    private final Clock clock;
    private final JobListener listener;
    private final TaskBackend backend;
    private final Thread thread;
    private final Mailbox<Step> mailbox = new Mailbox<>();
    private final AtomicLong nodeIds = new AtomicLong();
    private final AtomicLong jobIds = new AtomicLong();
    private final SharedValues values = new SharedValues();
    private final Object closing = new Object();
    private volatile boolean closed;

    // What belongs to the driver's thread:
    private final Scheduler scheduler = new Scheduler();
    private final ActiveJobs jobs;
    private final StageSpecs specs;
    private final Reaper reaper = new Reaper();
    private final List<Thread> finalizers = new ArrayList<>();
    private long wakeNanos = Long.MAX_VALUE;
    private boolean busy;
    private @Nullable String broken;

    private DriverSession(String name, Clock clock, JobListener listener, TaskBackend backend) {
        this.name = name;
        this.clock = clock;
        this.listener = listener;
        this.backend = backend;
        this.jobs = new ActiveJobs(values, backend.shuffles(), listener);
        this.specs = new StageSpecs(backend);
        this.thread = new Thread(this::work, name + "-driver");
        thread.setDaemon(true);
    }

    /** Starts a session whose tasks run in this process. */
    public static DriverSession local(
            LocalOptions options, Clock clock, ClassLoader classLoader, JobListener listener) {
        return start(options.name(), clock, listener, new LocalBackend(options, clock, classLoader));
    }

    /**
     * Starts a session whose executors are other processes.
     *
     * @param supply starts executors; the session's from here on
     */
    public static DriverSession cluster(
            ClusterOptions options, Clock clock, ClassLoader classLoader, JobListener listener, ExecutorSupply supply) {
        return start(options.name(), clock, listener, new ClusterBackend(options, clock, classLoader, supply));
    }

    /** Waits for the first executor, but not longer than patience lasts: a session without executors can be used too. */
    public void awaitExecutor(long patienceMillis) throws InterruptedException {
        backend.awaitExecutor(patienceMillis);
    }

    /**
     * Starts a session.
     *
     * @param name the first part of its threads' names
     * @param backend where its tasks run; the session's from here on
     */
    static DriverSession start(String name, Clock clock, JobListener listener, TaskBackend backend) {
        DriverSession session = new DriverSession(name, clock, listener, backend);
        backend.start(session, session.values::broadcastValue);
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
        return backend.parallelism();
    }

    @Override
    public long broadcast(Object value) {
        return values.broadcast(value);
    }

    @Override
    public void destroyBroadcast(long id) {
        values.destroyBroadcast(id);
        backend.destroyBroadcast(id);
    }

    @Override
    public void register(Accumulator<?, ?> accumulator) {
        values.register(accumulator);
    }

    @Override
    public void dropKept(PlanNode node) {
        backend.dropKept(node.id());
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

    private void post(Step step) {
        mailbox.post(step);
    }

    @Override
    public void happened(SchedulerEvent event) {
        post(new Event(event));
    }

    @Override
    public void ended(AttemptEnd end, boolean pressing) {
        if (pressing) {
            post(new Ended(end));
        } else {
            mailbox.postSoon(new Ended(end));
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
        OwnThread.join(thread);
    }

    @Override
    public void broken(String why) {
        post(new Broken(why));
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
            guarded(this::tellWhetherBusy);
        }
        shutDown();
    }

    private void tellWhetherBusy() {
        if (busy == jobs.isEmpty()) {
            busy = !busy;
            backend.busy(busy);
        }
    }

    /** Asked often, as it costs next to nothing: what nobody can use any more should not be moved to disk to make room. */
    private void dropUnreachable() {
        reaper.poll(backend::dropKept, shuffle -> handle(new SchedulerEvent.ShuffleReleased(shuffle)));
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
            if (step instanceof Ended ended) {
                ends.add(ended.end());
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
        } else if (step instanceof Broken end) {
            broken = end.why();
            jobs.failAll(end.why()).forEach(id -> handle(new SchedulerEvent.JobCancelled(id, end.why())));
        } else {
            throw new IllegalStateException("nothing takes " + step);
        }
    }

    private void report(List<AttemptEnd> ends) {
        if (ends.isEmpty()) {
            return;
        }
        Map<ExecutorId, List<AttemptEnd>> byExecutor = new LinkedHashMap<>();
        for (AttemptEnd end : ends) {
            AttemptEnd here = broughtHere(end);
            if (here != null) {
                byExecutor
                        .computeIfAbsent(here.executor(), executor -> new ArrayList<>())
                        .add(here);
            }
        }
        ends.clear();
        byExecutor.forEach(this::report);
    }

    private void report(ExecutorId executor, List<AttemptEnd> ends) {
        List<AttemptReport> reports = Reports.of(ends);
        jobs.offer(ends);
        try {
            handle(new SchedulerEvent.AttemptsReported(executor, reports));
        } catch (IllegalArgumentException e) {
            // What an executor says must make sense; one that reports what it was not asked for is not to be trusted.
            log().error("{} reports what cannot be", executor, e);
            backend.fence(executor);
            handle(new SchedulerEvent.ExecutorLost(executor, Blame.NOBODY, e));
        } finally {
            jobs.dropUnaccepted();
        }
    }

    /** The end with its result, or null as long as the result is on its way or if there is no room for it. */
    private @Nullable AttemptEnd broughtHere(AttemptEnd end) {
        if (!(end.outcome() instanceof TaskOutcome.Succeeded succeeded
                && succeeded.result() instanceof RemoteResult remote)) {
            return end;
        }
        if (jobs.expect(end.job(), remote.sizeBytes())) {
            remote.fetch(new RemoteResult.Taker() {
                @Override
                public void taken(@Nullable Object result) {
                    post(new Ended(withOutcome(end, succeeded.withResult(result))));
                }

                @Override
                public void failed(TaskOutcome instead) {
                    post(new Ended(withOutcome(end, instead)));
                }
            });
            return null;
        }
        remote.drop();
        handle(new SchedulerEvent.JobCancelled(end.job(), TOO_LARGE));
        return withOutcome(end, new TaskOutcome.Killed());
    }

    private static AttemptEnd withOutcome(AttemptEnd end, TaskOutcome outcome) {
        return new AttemptEnd(
                end.executor(), end.job(), end.attempt(), end.launch(), end.writesShuffle(), outcome, end.runNanos());
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
        if (broken != null) {
            ActiveJobs.fail(job, broken);
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
            backend.launch(launch);
        } else if (action instanceof SchedulerAction.ResultsAccepted accepted) {
            if (!jobs.accept(accepted)) {
                post(new Event(new SchedulerEvent.JobCancelled(accepted.job(), TOO_LARGE)));
            }
        } else if (action instanceof SchedulerAction.MapOutputsAccepted accepted) {
            jobs.accept(accepted);
        } else if (action instanceof SchedulerAction.JobSucceeded succeeded) {
            jobs.succeeded(succeeded.job());
        } else if (action instanceof SchedulerAction.JobFailed failed) {
            jobs.failed(failed.job(), failed.failure());
        } else if (action instanceof SchedulerAction.Revoke revoke) {
            backend.giveBack(revoke.executor(), revoke.firstAttempt(), revoke.count());
        } else if (action instanceof SchedulerAction.Kill kill) {
            backend.kill(kill.executor(), kill.firstAttempt(), kill.count());
        } else if (action instanceof SchedulerAction.MapOutputsUnregistered lost) {
            backend.shuffles()
                    .unregister(
                            lost.shuffle(),
                            lost.partitions().from(),
                            lost.partitions().until());
        } else if (action instanceof SchedulerAction.FinalizeShuffle finalization) {
            finalizeShuffle(finalization);
        } else if (action instanceof SchedulerAction.DropShuffle drop) {
            jobs.drop(drop.shuffle());
        } else if (action instanceof SchedulerAction.ResultsDiscarded discarded) {
            jobs.discardResults(discarded.job());
        } else if (action instanceof SchedulerAction.WakeAt wake) {
            wakeNanos = wake.nanos();
        } else if (action instanceof SchedulerAction.Fence fence) {
            backend.fence(fence.executor());
        } else {
            throw new IllegalStateException("nothing executes " + action);
        }
    }

    private void finalizeShuffle(SchedulerAction.FinalizeShuffle finalization) {
        Thread worker = new Thread(
                () -> {
                    SchedulerEvent answer;
                    try {
                        backend.shuffles().finish(finalization.shuffle());
                        answer = new SchedulerEvent.ShuffleFinalized(finalization.shuffle(), finalization.ticket());
                    } catch (Throwable e) {
                        answer = new SchedulerEvent.ShuffleFinalizationFailed(
                                finalization.shuffle(), finalization.ticket(), e);
                    }
                    post(new Event(answer));
                },
                name + "-finalize");
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
        backend.stop();
        finalizers.forEach(Thread::interrupt);
        Slots.join(finalizers, CLOSE_PATIENCE_MILLIS, clock);
        for (Step step = mailbox.poll(); step != null; step = mailbox.poll()) {
            if (step instanceof Submission late) {
                ActiveJobs.refuse(late.job());
            }
        }
        listener.sessionEnded();
        backend.close();
        values.clear();
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

    private record Broken(String why) implements Step {}

    private record Closing() implements Step {}

    private record Ended(AttemptEnd end) implements Step {}

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(DriverSession.class);
    }
}
