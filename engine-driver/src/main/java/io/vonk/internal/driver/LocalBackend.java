package io.vonk.internal.driver;

import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.exchange.LocalShuffles;
import io.vonk.internal.exchange.ProcessShuffles;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.task.Slots;
import io.vonk.internal.task.StageBytes;
import io.vonk.internal.task.StageCode;
import io.vonk.internal.task.StagePlan;
import io.vonk.internal.task.StageTasks;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRange;
import io.vonk.internal.task.TaskRunner;
import io.vonk.internal.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs tasks in slots of the driver's own process: one executor, which is never lost. */
final class LocalBackend implements TaskBackend {
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;

    private final ExecutorId executor = new ExecutorId("local", 1);
    private final LocalOptions options;
    private final Clock clock;
    private final ClassLoader classLoader;
    private final MemoryPool memory;
    private final ScratchDirectory scratch;
    private final OperatorScope operators;
    private final ProcessShuffles shuffles;
    private final PartitionCache cache;
    private final @Nullable StageFusion fusion;
    private @Nullable Listener listener;
    private @Nullable Slots slots;

    LocalBackend(LocalOptions options, Clock clock, ClassLoader classLoader) {
        this(options, clock, classLoader, LocalShuffles::new);
    }

    /** Tasks with shuffles of another kind, made of what the tasks work with. */
    LocalBackend(
            LocalOptions options,
            Clock clock,
            ClassLoader classLoader,
            Function<OperatorScope, ProcessShuffles> shuffles) {
        this.options = options;
        this.clock = clock;
        this.classLoader = classLoader;
        this.memory = options.memoryBytes() < 0 ? MemoryPool.ofHeap() : new MemoryPool(options.memoryBytes());
        this.scratch = ScratchDirectory.create(options.scratchRoots());
        this.operators = new OperatorScope(memory, scratch, classLoader, () -> {});
        // In this order they are asked for memory: map outputs are written and read, what is kept may have to be
        // computed.
        this.shuffles = shuffles.apply(operators);
        this.cache = new PartitionCache(operators);
        this.fusion = options.fusion() ? StageFusion.ofSession() : null;
    }

    /** The pool that tasks and the cache share. */
    MemoryPool memory() {
        return memory;
    }

    @Override
    public void start(Listener hears, LongFunction<Object> broadcasts) {
        listener = hears;
        slots = new Slots(
                options.name(), options.slots(), new TaskRunner(operators), broadcasts, clock, this::attemptEnded);
        hears.happened(new SchedulerEvent.ExecutorRegistered(
                executor, options.slots(), Liveness.IN_PROCESS, OutputKeeper.NODE));
    }

    @Override
    public void awaitExecutor(long patienceMillis) {
        // It is there from the start.
    }

    @Override
    public SessionShuffles shuffles() {
        return shuffles;
    }

    @Override
    public int parallelism() {
        return options.slots();
    }

    @Override
    public boolean hasSeveralExecutors() {
        return false;
    }

    /** The tasks as they are, or as they would be in another process. */
    @Override
    public Object payload(StagePlan plan) {
        StagePlan arrived = options.shipped() ? StageBytes.read(StageBytes.write(plan), classLoader) : plan;
        return new StageTasks(arrived, new StageCode(arrived.root(), shuffles, cache, classLoader, fusion));
    }

    @Override
    public void launch(SchedulerAction.Launch launch) {
        started()
                .launch(new TaskRange(
                        launch.job(),
                        launch.stage().id(),
                        (StageTasks) launch.stage().payload(),
                        launch.partitions().from(),
                        launch.partitions().until(),
                        launch.firstAttempt()));
    }

    @Override
    public void giveBack(ExecutorId from, long firstAttempt, int count) {
        List<AttemptReport> reports = new ArrayList<>();
        for (long[] range : started().giveBack(firstAttempt, count)) {
            reports.add(new AttemptReport.GivenBack(range[0], (int) range[1]));
        }
        if (!reports.isEmpty()) {
            hears().happened(new SchedulerEvent.AttemptsReported(executor, reports));
        }
    }

    @Override
    public void kill(ExecutorId at, long firstAttempt, int count) {
        giveBack(at, firstAttempt, count);
        started().kill(firstAttempt, count);
    }

    private void attemptEnded(long attempt, TaskRange range, TaskOutcome outcome, long runNanos, boolean moreToPull) {
        AttemptEnd end = new AttemptEnd(
                executor,
                range.job(),
                attempt,
                range.firstAttempt(),
                range.tasks().writeShuffle(),
                outcome,
                runNanos);
        // While there is more to pull, nothing follows from a success yet: the slots have work of this range, and the
        // scheduler has none to give.
        hears().ended(end, !moreToPull || !(outcome instanceof TaskOutcome.Succeeded));
    }

    @Override
    public void fence(ExecutorId lost) {
        // There is one life only.
    }

    @Override
    public void dropKept(long nodeId) {
        cache.drop(nodeId);
    }

    @Override
    public void destroyBroadcast(long id) {
        // Tasks ask the session itself.
    }

    @Override
    public void busy(boolean busy) {
        // Slots without work cost nothing.
    }

    @Override
    public void stop() {
        started().close(CLOSE_PATIENCE_MILLIS);
    }

    @Override
    public void close() {
        shuffles.close();
        cache.close();
        scratch.close();
    }

    private Slots started() {
        return Objects.requireNonNull(slots, "started");
    }

    private Listener hears() {
        return Objects.requireNonNull(listener, "started");
    }
}
