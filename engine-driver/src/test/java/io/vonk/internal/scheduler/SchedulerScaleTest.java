package io.vonk.internal.scheduler;

import static io.vonk.internal.scheduler.Play.id;
import static io.vonk.internal.scheduler.Play.map;
import static io.vonk.internal.scheduler.Play.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.scheduler.SchedulerAction.JobSucceeded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes at which anything quadratic or recursive would be felt: minutes instead of moments, or an overflow. */
class SchedulerScaleTest {

    private static final int REPORT_SIZE = 256;

    private final Play play = new Play();

    @Test
    void aMillionEmptyTasksInOneStageNeedFewMessages() {
        play.executor("e", 4);
        List<SchedulerAction> actions = play.submit(1, result(0, 1_000_000));
        int launches = 0;
        int reports = 0;
        boolean succeeded = false;
        while (!succeeded) {
            List<SchedulerAction> next = new ArrayList<>();
            for (SchedulerAction action : actions) {
                succeeded |= action instanceof JobSucceeded;
                if (action instanceof SchedulerAction.Launch launch) {
                    launches++;
                    for (int done = 0; done < launch.partitions().size(); done += REPORT_SIZE) {
                        int count = Math.min(REPORT_SIZE, launch.partitions().size() - done);
                        reports++;
                        next.addAll(play.scheduler.on(
                                new SchedulerEvent.AttemptsReported(
                                        id("e"),
                                        List.of(new AttemptReport.Succeeded(
                                                launch.firstAttempt() + done, count, new long[0], count))),
                                0));
                    }
                }
            }
            actions = next;
        }
        play.running.clear();

        assertTrue(play.isAtRest());
        assertTrue(launches < 200, () -> "a range holds many tasks");
        assertTrue(reports < 1_000_000 / REPORT_SIZE + 200);
    }

    @Test
    void tenThousandChainedStagesPlanRunAndEnd() {
        int stages = 10_000;
        play.executor("e", 2);
        StageSpec[] chain = new StageSpec[stages + 1];
        for (int i = 0; i < stages; i++) {
            chain[i] = i == 0 ? map(i, 1) : map(i, 1, i - 1);
        }
        chain[stages] = result(stages, 1, stages - 1);

        play.submit(1, chain);
        for (int i = 0; i <= stages; i++) {
            assertEquals(1, play.running.size());
            play.succeed(i, 0);
        }

        assertEquals(1, play.last(JobSucceeded.class).size());
        assertTrue(play.isAtRest());
    }

    @Test
    void aStageMayReadTenThousandShuffles() {
        int shuffles = 10_000;
        play.executor("e", 2);
        StageSpec[] stages = new StageSpec[shuffles + 1];
        long[] parents = new long[shuffles];
        for (int i = 0; i < shuffles; i++) {
            stages[i] = map(i, 1);
            parents[i] = i;
        }
        stages[shuffles] = result(shuffles, 3, parents);

        play.submit(1, stages);
        while (!play.running.isEmpty()) {
            play.finish(play.running.keySet().iterator().next(), 0);
        }

        assertTrue(play.isAtRest());
    }
}
