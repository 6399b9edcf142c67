package io.vonk.bench.run;

import io.vonk.bench.job.Answer;
import java.util.List;

/** What became of a job on an engine. */
sealed interface Outcome {

    /**
     * It ran.
     *
     * @param version of the engine
     * @param cold seconds from the start of the process to the first answer
     * @param warm seconds of each later run, in order
     * @param cpu seconds of CPU time of each later run, of all threads of the process; empty where it is not known
     * @param peakMebibytes the most memory that the process had; -1 if unknown
     * @param answer of the last run
     */
    record Measured(String version, double cold, List<Double> warm, List<Double> cpu, long peakMebibytes, Answer answer)
            implements Outcome {

        /** The median of the steady runs: the later half, at least three. */
        double median() {
            return Statistics.median(steady());
        }

        /** The fastest of all warm runs. */
        double fastest() {
            return warm.stream().mapToDouble(Double::doubleValue).min().orElse(cold);
        }

        /** The slowest of the steady runs. */
        double slowest() {
            return steady().stream().mapToDouble(Double::doubleValue).max().orElse(cold);
        }

        /** The median of the CPU time of the steady runs; NaN if it is not known. */
        double medianCpu() {
            return cpu.isEmpty() ? Double.NaN : Statistics.median(later(cpu));
        }

        private List<Double> steady() {
            return warm.isEmpty() ? List.of(cold) : later(warm);
        }

        private static List<Double> later(List<Double> runs) {
            return runs.subList(Math.min(runs.size() / 2, Math.max(0, runs.size() - 3)), runs.size());
        }
    }

    /** The engine does not do this job. */
    record Unsupported() implements Outcome {}

    /** It failed. */
    record Failed(String reason) implements Outcome {}
}
