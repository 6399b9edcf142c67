package io.vonk.bench.run;

import java.util.List;

/**
 * How long a job is measured.
 *
 * @param fewestRuns warm runs at least
 * @param mostRuns warm runs at most
 * @param warmSeconds when this much time went into warm runs they end; up to three times as much while an engine still gets
 *     faster or has not run {@value #STEADY_RUNS} times, as the first runs grow the heap and have code compiled
 * @param starts how often a whole process is started
 */
record Effort(int fewestRuns, int mostRuns, double warmSeconds, int starts) {
    static final Effort FULL = new Effort(2, 40, 6, 7);
    static final Effort QUICK = new Effort(1, 2, 0.5, 3);

    private static final double STILL_FASTER = 0.97;
    private static final int STEADY_RUNS = 5;
    private static final int TIMES_UNTIL_STEADY = 3;

    /** The same with another amount of time. */
    Effort withWarmSeconds(double seconds) {
        return new Effort(fewestRuns, mostRuns, seconds, starts);
    }

    /** The same for an engine that is only a yardstick: fewer runs, so that there is time for those that matter. */
    Effort forYardsticks() {
        return new Effort(1, Math.max(1, mostRuns / 2), warmSeconds / 2, starts);
    }

    /** For the report. */
    String describe() {
        return fewestRuns + " to " + mostRuns + " runs, ending when " + ResultTable.seconds(warmSeconds)
                + " are spent, or three times that while an engine still gets faster or has run less than "
                + STEADY_RUNS
                + " times; half of that for all but the first two engines";
    }

    /** Whether there should be another run after these, in seconds. */
    boolean wantsMore(List<Double> runs) {
        if (runs.size() < fewestRuns) {
            return true;
        }
        if (runs.size() >= mostRuns) {
            return false;
        }
        double spent = runs.stream().mapToDouble(Double::doubleValue).sum();
        double last = runs.get(runs.size() - 1);
        double bestBefore = runs.stream()
                .limit(runs.size() - 1L)
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(Double.MAX_VALUE);
        boolean steady = runs.size() >= STEADY_RUNS && last >= bestBefore * STILL_FASTER;
        return spent < (steady ? warmSeconds : TIMES_UNTIL_STEADY * warmSeconds);
    }
}
