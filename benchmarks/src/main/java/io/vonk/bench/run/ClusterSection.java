package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last section of the page of results: what was measured on a cluster. The rest of the page is of another run.
 *
 * @param command that wrote it
 * @param conditions lines about data and measuring
 */
record ClusterSection(String command, List<String> conditions) {
    private static final String HEADING = "\n## On a cluster\n";

    /** The section that a page has; empty if it has none or is not there. */
    static String of(Path page) throws IOException {
        String text = Files.exists(page) ? Files.readString(page) : "";
        int start = text.indexOf(HEADING);
        return start < 0 ? "" : text.substring(start);
    }

    /** Writes the section into {@code RESULTS.md} of a directory, in the place of the one that is there. */
    void write(Results results, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("RESULTS.md");
        String before = Files.exists(page) ? Files.readString(page) : "# Results\n";
        int start = before.indexOf(HEADING);
        Files.writeString(page, (start < 0 ? before : before.substring(0, start)) + text(results));
    }

    /** The tables of the section, for the console. */
    String tables(Results results) {
        return table(results).overview() + "\n" + table(results).summary();
    }

    private String text(Results results) {
        return HEADING
                + "\nWritten by `" + command + "`.\n\n"
                + "- Machine: " + Machine.current().describe() + "\n"
                + "- Engines: " + results.versions() + "\n"
                + conditions.stream().map(line -> "- " + line + "\n").collect(Collectors.joining())
                + "- The target is half of that in one process, but 20 for empty tasks.\n\n"
                + table(results).overview() + "\n" + table(results).summary() + "\n"
                + table(results).details();
    }

    private static ResultTable table(Results results) {
        return new ResultTable(results, results.engines(), Job::clusterTarget);
    }
}
