package io.vonk.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.vonk.internal.simulation.SimulationReport;
import io.vonk.internal.simulation.SimulationReport.Violation;
import io.vonk.internal.simulation.SimulationRun;
import io.vonk.internal.time.Clock;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the simulator: it must catch every scheduler that is broken on purpose. */
class MutantsTest {

    private static final long SCHEDULES = 50_000;
    private static final long SEED = 1;

    @ParameterizedTest
    @EnumSource
    void everyBrokenSchedulerIsCaught(Mutant mutant, TestReporter reporter) {
        SimulationReport report =
                new SimulationRun(mutant::scheduler, Clock.SYSTEM).run(SCHEDULES, SEED, 1, progress -> {});

        Violation violation = report.violation()
                .orElseGet(() -> fail(mutant + " was not noticed in " + SCHEDULES + " schedules from seed " + SEED));
        reporter.publishEntry(
                mutant.name(),
                "schedule " + (violation.seed() - SEED + 1) + ": " + violation.invariant() + " with "
                        + violation.faults());
        assertTrue(violation.seed() >= SEED && violation.seed() < SEED + SCHEDULES);
    }
}
