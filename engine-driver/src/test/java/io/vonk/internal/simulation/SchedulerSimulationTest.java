package io.vonk.internal.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.time.Clock;
import org.junit.jupiter.api.Test;

/** A hundred thousand bad days of the scheduler. {@code bin/vonk simulate} plays more. */
class SchedulerSimulationTest {

    private static final long SCHEDULES = 100_000;
    private static final long SEED = 1;
    private static final int THREADS = 2;

    @Test
    void noInvariantBreaksInAnyScheduleAndEveryInterestingStateIsReached() {
        SimulationReport report = new SimulationRun(Clock.SYSTEM).run(SCHEDULES, SEED, THREADS, progress -> {});

        assertTrue(report.isGood(), report::describe);
        assertEquals(SCHEDULES, report.schedules());
    }

    @Test
    void aSeedStandsForOneScheduleWhateverRunItIsPartOf() {
        SimulationRun run = new SimulationRun(Clock.SYSTEM);

        long together = total(run.run(40, 700, 1, progress -> {}));
        long apart = total(run.run(20, 700, 2, progress -> {})) + total(run.run(20, 720, 1, progress -> {}));

        assertEquals(together, apart);
    }

    private static long total(SimulationReport report) {
        return report.reached().values().stream().mapToLong(Long::longValue).sum();
    }
}
