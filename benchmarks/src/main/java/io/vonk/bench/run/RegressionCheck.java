package io.vonk.bench.run;

import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.worker.Calibration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Says whether Vonk got much slower, on any machine: a job's time counts in multiples of the time of a {@link Calibration}
 * loop that runs right before it, and has to be below a bound of two to three times what was measured when it was set.
 *
 * <p>Not part of the tests: a loaded machine can miss even these bounds.
 */
final class RegressionCheck {
    private static final double SCALE = 0.1;
    private static final int RUNS = 7;

    private final Installation installation;
    private final Consumer<String> say;

    RegressionCheck(Installation installation, Consumer<String> say) {
        this.installation = installation;
        this.say = say;
    }

    /** Jobs, with their bounds in calibration loops. */
    static Map<Job, Double> bounds() {
        Map<Job, Double> bounds = new LinkedHashMap<>();
        bounds.put(Job.EMPTY_TASKS, 0.5);
        bounds.put(Job.WORD_COUNT, 4.5);
        bounds.put(Job.REDUCE_BY_KEY, 0.9);
        bounds.put(Job.GROUP_BY_KEY, 1.1);
        bounds.put(Job.JOIN, 0.9);
        bounds.put(Job.SORT_BY_KEY, 1.9);
        bounds.put(Job.TERA_SORT, 8.0);
        bounds.put(Job.TAXI_CSV, 3.8);
        bounds.put(Job.TAXI_PARQUET, 4.6);
        return bounds;
    }

    /** Measures and reports; true if every job keeps its bound. */
    boolean run() throws Exception {
        Setting setting = new Setting(2, SCALE, installation.data(SCALE), Setting.LOCAL);
        DataMaker maker = new DataMaker(Sizes.of(SCALE), installation.sampleTrips(), say);
        maker.make(new DataFiles(setting.data()), List.copyOf(bounds().keySet()));
        Rival vonk = installation.rival(Rival.VONK, "2g");
        boolean all = true;
        for (Map.Entry<Job, Double> entry : bounds().entrySet()) {
            double best = Double.MAX_VALUE;
            double loop = Calibration.seconds();
            Answer answer;
            try (EngineProcess process = EngineProcess.start(vonk, entry.getKey(), setting)) {
                process.awaitReady();
                for (int i = 0; i < RUNS; i++) {
                    best = Math.min(best, process.run().seconds());
                }
                answer = process.check();
                process.end();
            }
            loop = Math.min(loop, Calibration.seconds());
            double loops = best / loop;
            boolean kept = loops <= entry.getValue();
            all &= kept;
            say.accept(String.format(
                    Locale.ROOT,
                    "%-16s %6.2f calibration loops, at most %.1f allowed: %s (%,d records)",
                    entry.getKey().id(),
                    loops,
                    entry.getValue(),
                    kept ? "ok" : "SLOWER",
                    answer.count()));
        }
        return all;
    }
}
