package io.vonk.internal.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of many schedules found.
 *
 * @param schedules how many were played, each twice
 * @param firstSeed the seed of the first; each following schedule has the next seed
 * @param elapsedNanos how long it took
 * @param violation the schedule with the lowest seed in which an invariant did not hold, if there was one
 * @param reached how often each interesting state was reached, by name
 * @param missing the names of states that were reached too seldom for a run of this size
 */
public record SimulationReport(
        long schedules,
        long firstSeed,
        long elapsedNanos,
        Optional<Violation> violation,
        Map<String, Long> reached,
        List<String> missing) {

    /**
     * An invariant that does not hold.
     *
     * @param seed replays the schedule: {@code bin/vonk simulate --schedules 1 --seed SEED}
     * @param invariant which one, as listed in {@link Ledger}
     * @param detail what was seen
     * @param faults the smallest set of the schedule's faults with which an invariant still breaks
     * @param lastActions the last events and actions of that smallest schedule
     */
    public record Violation(
            long seed, String invariant, String detail, List<String> faults, List<String> lastActions) {}

    /** Whether all invariants held and the schedules were varied enough to mean something. */
    public boolean isGood() {
        return violation.isEmpty() && missing.isEmpty();
    }

    /** Both plays of a seed count as one schedule. */
    public long schedulesPerSecond() {
        return elapsedNanos == 0 ? 0 : Math.round(schedules * 1e9 / elapsedNanos);
    }

    /** The report for people, several lines. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%,d schedules, each played twice, in %.1f s: %,d a second%n",
                schedules, elapsedNanos / 1e9, schedulesPerSecond()));
        reached.forEach((state, times) -> text.append(String.format("  %,12d  %s%n", times, state)));
        if (!missing.isEmpty()) {
            text.append("reached too seldom, the simulator no longer tests this: ")
                    .append(String.join(", ", missing))
                    .append(System.lineSeparator());
        }
        violation.ifPresent(found -> {
            text.append(String.format("VIOLATION of %s: %s%n", found.invariant(), found.detail()));
            text.append(String.format("faults needed: %s%n", found.faults()));
            found.lastActions().forEach(line -> text.append(line).append(System.lineSeparator()));
            text.append(String.format("again: bin/vonk simulate --schedules 1 --seed %d%n", found.seed()));
        });
        if (isGood()) {
            text.append("no invariant was broken").append(System.lineSeparator());
        }
        return text.toString();
    }
}
