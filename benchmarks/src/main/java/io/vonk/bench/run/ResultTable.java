package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import io.vonk.bench.run.Outcome.Failed;
import io.vonk.bench.run.Outcome.Measured;
import io.vonk.bench.run.Outcome.Unsupported;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as a page of Markdown that can be read as plain text, too. */
final class ResultTable {
    private final Results results;
    private final List<String> engines;
    private final ToDoubleFunction<Job> target;

    /** The table of {@code engines}, in this order, with the targets of one process. */
    ResultTable(Results results, List<String> engines) {
        this(results, engines, Job::target);
    }

    /** The table of {@code engines}, in this order, with how many times faster than Spark a job is meant to be. */
    ResultTable(Results results, List<String> engines, ToDoubleFunction<Job> target) {
        this.results = results;
        this.engines = engines;
        this.target = target;
    }

    /** How many times faster than Spark, and times of all engines. */
    String overview() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("job"));
        boolean ratio = engines.contains(Rival.SPARK) && engines.contains(Rival.VONK);
        if (ratio) {
            head.addAll(List.of("times faster than Spark", "target"));
        }
        head.addAll(engines);
        rows.add(head);
        for (Job job : results.jobs()) {
            List<String> row = new ArrayList<>(List.of(job.title()));
            if (ratio) {
                OptionalDouble measured = results.ratio(job, Rival.SPARK);
                row.add(measured.isPresent() ? times(measured.getAsDouble()) : "");
                row.add(times(target.applyAsDouble(job)));
            }
            engines.forEach(engine -> row.add(median(results.of(job).get(engine))));
            rows.add(row);
        }
        return table(rows);
    }

    /** Everything that was measured of each engine. */
    String details() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "job", "engine", "cold", "warm median", "fastest – slowest", "runs", "CPU", "peak MiB", "ratio"));
        for (Job job : results.jobs()) {
            for (String engine : engines) {
                if (results.of(job).get(engine) instanceof Measured measured) {
                    OptionalDouble ratio = results.ratio(job, engine);
                    rows.add(List.of(
                            job.id(),
                            engine,
                            seconds(measured.cold()),
                            seconds(measured.median()),
                            seconds(measured.fastest()) + " – " + seconds(measured.slowest()),
                            Integer.toString(measured.warm().size()),
                            Double.isNaN(measured.medianCpu()) ? "" : seconds(measured.medianCpu()),
                            measured.peakMebibytes() < 0 ? "" : Long.toString(measured.peakMebibytes()),
                            ratio.isPresent() ? times(ratio.getAsDouble()) : ""));
                }
            }
        }
        return table(rows);
    }

    /** Means, losses and targets that were missed. */
    String summary() {
        List<String> lines = new ArrayList<>();
        List<Double> shuffles = results.ratios(Job.Kind.SHUFFLE, Rival.SPARK);
        if (!shuffles.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "- Over %d shuffle jobs Vonk is %.1f times as fast as Spark (geometric mean), at least %.1f times.",
                    shuffles.size(),
                    Statistics.geometricMean(shuffles),
                    shuffles.stream().mapToDouble(Double::doubleValue).min().orElseThrow()));
        }
        lines.add("- Slower than Spark: " + names(job -> below(job, Rival.SPARK, 1)) + ".");
        lines.add("- Target missed: " + names(job -> below(job, Rival.SPARK, target.applyAsDouble(job))) + ".");
        for (String engine : engines) {
            if (!engine.equals(Rival.VONK) && !engine.startsWith(Rival.SPARK)) {
                lines.add("- Slower than " + engine + ": " + names(job -> below(job, engine, 1)) + ".");
            }
        }
        results.complaints().forEach(complaint -> lines.add("- **" + complaint + "**"));
        if (results.complaints().isEmpty()) {
            lines.add("- All engines gave the same answers.");
        }
        return String.join("\n", lines) + "\n";
    }

    private boolean below(Job job, String engine, double bound) {
        OptionalDouble ratio = results.ratio(job, engine);
        return ratio.isPresent() && ratio.getAsDouble() < bound;
    }

    private String names(Predicate<Job> condition) {
        String names = results.jobs().stream().filter(condition).map(Job::id).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** A table of one engine with two heaps. */
    String smallHeap(String name) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("job", name, "times as long as with the full heap", "peak MiB"));
        for (Job job : results.jobs()) {
            OptionalDouble ratio = results.ratio(job, name);
            Outcome outcome = results.of(job).get(name);
            if (outcome != null) {
                rows.add(List.of(
                        job.title(),
                        median(outcome),
                        ratio.isPresent() ? times(ratio.getAsDouble()) : "",
                        outcome instanceof Measured measured ? Long.toString(measured.peakMebibytes()) : ""));
            }
        }
        return rows.size() == 1 ? "" : table(rows);
    }

    private static String median(@Nullable Outcome outcome) {
        if (outcome instanceof Measured measured) {
            return seconds(measured.median());
        }
        return outcome instanceof Failed ? "failed" : outcome instanceof Unsupported || outcome == null ? "" : "?";
    }

    /** In seconds or milliseconds, with three significant digits or a few more. */
    static String seconds(double seconds) {
        return seconds >= 0.1 ? threeDigits(seconds) + " s" : threeDigits(seconds * 1000) + " ms";
    }

    private static String threeDigits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio >= 10 ? "%.0f×" : "%.1f×", ratio);
    }

    private static String table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            text.append(line(rows.get(r), widths));
            if (r == 0) {
                text.append(Arrays.stream(widths)
                        .mapToObj(width -> "-".repeat(width + 2))
                        .collect(Collectors.joining("|", "|", "|\n")));
            }
        }
        return text.toString();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int c = 0; c < widths.length; c++) {
            String blanks = " ".repeat(widths[c] - cells.get(c).length());
            line.append(' ').append(cells.get(c)).append(blanks).append(" |");
        }
        return line.append('\n').toString();
    }

    /** One line for the console when a job is done. */
    static String progress(Job job, Map<String, Outcome> outcomes) {
        return job.id() + ": "
                + outcomes.entrySet().stream()
                        .filter(entry -> !(entry.getValue() instanceof Unsupported))
                        .map(entry -> entry.getKey() + " " + describe(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String describe(Outcome outcome) {
        return outcome instanceof Failed failed ? "failed (" + failed.reason() + ")" : median(outcome);
    }
}
