package io.vonk.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.scheduler.SchedulerAction.Launch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a task costs the scheduler, in events and actions; they go through a queue and are the work of one thread, so their
 * number bounds how many tasks a second the engine starts.
 */
class SchedulerCostTest {
    private static final int TASKS = 10_000;

    private final Play play = new Play();
    private final List<SchedulerAction> actions = new ArrayList<>();

    /** Measured: 1 for each task, which accepts its result, and 34 for the job: tasks are launched in ranges. */
    @Test
    void aTaskReportedByItselfTakesOneAction() {
        play.executor("a", 2);
        actions.addAll(play.submit(1, Play.result(1, TASKS)));

        while (!play.running.isEmpty()) {
            actions.addAll(play.finish(play.running.keySet().iterator().next(), 0));
        }

        assertEquals(TASKS, launched());
        assertTrue(actions.size() <= TASKS + 70, () -> actions.size() + " actions for " + TASKS + " tasks");
    }

    /** Measured: 61. Ranges grow with what is left, so there are few. */
    @Test
    void tasksReportedInRangesTakeAFewActionsForAll() {
        play.executor("a", 2);
        actions.addAll(play.submit(1, Play.result(1, TASKS)));

        while (!play.running.isEmpty()) {
            Launch launch = play.running.values().iterator().next();
            int count = launch.partitions().size();
            for (int i = 0; i < count; i++) {
                play.running.remove(launch.firstAttempt() + i);
            }
            actions.addAll(play.report(
                    launch.executor(), new AttemptReport.Succeeded(launch.firstAttempt(), count, new long[0], count)));
        }

        assertEquals(TASKS, launched());
        assertTrue(actions.size() <= 120, () -> actions.size() + " actions for " + TASKS + " tasks");
    }

    private int launched() {
        return actions.stream()
                .filter(Launch.class::isInstance)
                .mapToInt(action -> ((Launch) action).partitions().size())
                .sum();
    }
}
