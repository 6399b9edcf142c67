package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.scheduler.SchedulerAction.Launch;
import io.vonk.internal.scheduler.SchedulerEvent.AttemptsReported;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorLost;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorRegistered;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.scheduler.SchedulerEvent.Tick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Plays a scheduler by hand: sends events, remembers launches until they are reported. For readable tests. */
final class Play {

    static final long SECOND = 1_000_000_000L;

    final Scheduler scheduler = new Scheduler();
    final Map<Long, Launch> running = new LinkedHashMap<>();
    List<SchedulerAction> last = List.of();
    long now;

    List<SchedulerAction> send(SchedulerEvent event) {
        last = scheduler.on(event, now);
        for (SchedulerAction action : last) {
            if (action instanceof Launch launch) {
                for (int i = 0; i < launch.partitions().size(); i++) {
                    running.put(launch.firstAttempt() + i, launch);
                }
            }
        }
        return last;
    }

    Play executor(String name, int slots) {
        send(new ExecutorRegistered(id(name), slots, Liveness.IN_PROCESS, OutputKeeper.EXECUTOR));
        return this;
    }

    Play remoteExecutor(String name, int slots) {
        send(new ExecutorRegistered(id(name), slots, Liveness.HEARTBEATS, OutputKeeper.EXECUTOR));
        return this;
    }

    List<SchedulerAction> submit(long job, StageSpec... stages) {
        return send(new JobSubmitted(new JobId(job), List.of(stages), Delivery.AT_END));
    }

    List<SchedulerAction> lose(String executor) {
        running.values().removeIf(launch -> launch.executor().equals(id(executor)));
        return send(new ExecutorLost(id(executor), Blame.RUNNING_TASKS, "process died"));
    }

    List<SchedulerAction> tick(long nanosLater) {
        now += nanosLater;
        return send(new Tick());
    }

    /** Reports the running attempt of a partition as succeeded. */
    List<SchedulerAction> succeed(long stage, int partition) {
        return finish(attempt(stage, partition), 0);
    }

    /** Reports one attempt as succeeded. */
    List<SchedulerAction> finish(long attempt, long digest) {
        Launch launch = launch(attempt);
        running.remove(attempt);
        boolean map = launch.stage().output() instanceof StageSpec.ShuffleOutput;
        return report(
                launch.executor(), new AttemptReport.Succeeded(attempt, 1, map ? new long[] {digest} : new long[0], 1));
    }

    /** Reports everything of a stage that runs or is launched meanwhile as succeeded, in whole ranges. */
    void succeedAll(long stage) {
        boolean more = true;
        while (more) {
            List<Launch> launches = new ArrayList<>(running.values().stream()
                    .filter(launch -> launch.stage().id().value() == stage)
                    .distinct()
                    .toList());
            more = !launches.isEmpty();
            for (Launch launch : launches) {
                int count = launch.partitions().size();
                for (int i = 0; i < count; i++) {
                    running.remove(launch.firstAttempt() + i);
                }
                boolean map = launch.stage().output() instanceof StageSpec.ShuffleOutput;
                report(
                        launch.executor(),
                        new AttemptReport.Succeeded(launch.firstAttempt(), count, new long[map ? count : 0], count));
            }
        }
    }

    List<SchedulerAction> fail(long stage, int partition, AttemptFailure failure) {
        long attempt = attempt(stage, partition);
        ExecutorId executor = launch(attempt).executor();
        running.remove(attempt);
        return report(executor, new AttemptReport.Failed(attempt, failure));
    }

    List<SchedulerAction> giveBack(long attempt) {
        ExecutorId executor = launch(attempt).executor();
        running.remove(attempt);
        return report(executor, new AttemptReport.GivenBack(attempt, 1));
    }

    List<SchedulerAction> report(ExecutorId executor, AttemptReport report) {
        return send(new AttemptsReported(executor, List.of(report)));
    }

    /** The attempt of a partition that was launched last and is not reported. */
    long attempt(long stage, int partition) {
        long found = -1;
        for (Map.Entry<Long, Launch> entry : running.entrySet()) {
            if (entry.getValue().stage().id().value() == stage && partitionOf(entry.getKey()) == partition) {
                found = entry.getKey();
            }
        }
        if (found < 0) {
            throw new NoSuchElementException(
                    "partition " + partition + " of stage " + stage + " does not run: " + running);
        }
        return found;
    }

    int partitionOf(long attempt) {
        Launch launch = launch(attempt);
        return launch.partitions().from() + (int) (attempt - launch.firstAttempt());
    }

    /** The partitions of a stage that run or are queued, in the order of launching. */
    List<Integer> runningPartitions(long stage) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().stage().id().value() == stage)
                .map(entry -> partitionOf(entry.getKey()))
                .toList();
    }

    <A extends SchedulerAction> List<A> last(Class<A> type) {
        return last.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Nothing runs, nothing is remembered; shuffles may be kept. */
    boolean isAtRest() {
        SchedulerCounters counters = scheduler.counters();
        return counters.activeJobs() == 0
                && counters.activeStages() == 0
                && counters.runningPartitions() == 0
                && counters.outstandingAttempts() == 0
                && counters.histories() == 0
                && counters.copies() == 0;
    }

    static ExecutorId id(String name) {
        return new ExecutorId(name, 0);
    }

    /** Stage and shuffle with the same number. */
    static StageSpec map(long id, int partitions, long... parents) {
        return StageSpec.shuffleMap(new StageId(id), new ShuffleId(id), partitions, shuffles(parents), "map");
    }

    static StageSpec result(long id, int partitions, long... parents) {
        return StageSpec.result(new StageId(id), partitions, shuffles(parents), "result");
    }

    private static List<ShuffleId> shuffles(long... ids) {
        List<ShuffleId> shuffles = new ArrayList<>();
        for (long id : ids) {
            shuffles.add(new ShuffleId(id));
        }
        return shuffles;
    }

    private Launch launch(long attempt) {
        Launch launch = running.get(attempt);
        if (launch == null) {
            throw new NoSuchElementException("attempt " + attempt + " does not run");
        }
        return launch;
    }
}
