package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page of results: what ran where, the tables, and a chart beside it.
 *
 * @param command that wrote it
 * @param conditions lines about data and measuring
 * @param smallHeap the name of Vonk with the small heap
 * @param withoutArchive the name of Vonk without its class-data archive
 */
record ResultPage(String command, List<String> conditions, String smallHeap, String withoutArchive) {

    /**
     * Writes {@code RESULTS.md} and {@code chart.svg} into a directory, which is made if it is not there. The section about a cluster that the page may
     * have stays.
     */
    void write(Results results, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("RESULTS.md");
        Files.writeString(page, text(results) + ClusterSection.of(page));
        Files.writeString(directory.resolve("chart.svg"), new ResultChart(results).svg());
    }

    /** The tables of the page, for the console. */
    String tables(Results results) {
        ResultTable table = table(results);
        String small = table.smallHeap(smallHeap);
        return "\n" + table.overview() + (small.isEmpty() ? "" : "\n" + small) + "\n" + table.summary();
    }

    private String text(Results results) {
        ResultTable table = table(results);
        String small = table.smallHeap(smallHeap);
        return "# Results\n\n"
                + "Written by `" + command + "`.\n"
                + "What the jobs are: [Job](src/main/java/io/vonk/bench/job/Job.java). What limits them, and what was tried:"
                + " [NOTES](NOTES.md).\n\n"
                + "- Machine: " + Machine.current().describe() + "\n"
                + "- Engines: " + results.versions() + "\n"
                + conditions.stream().map(line -> "- " + line + "\n").collect(Collectors.joining())
                + archive(results)
                + "\n## Summary\n\n" + table.summary()
                + "\n## Times\n\n" + table.overview()
                + (small.isEmpty() ? "" : "\n## With a heap of 512 MB\n\n" + small)
                + "\n## Details\n\nRatio: this engine's time divided by Vonk's.\n\n" + table.details();
    }

    private ResultTable table(Results results) {
        return new ResultTable(
                results,
                results.engines().stream()
                        .filter(name -> !name.equals(smallHeap) && !name.equals(withoutArchive))
                        .toList());
    }

    private String archive(Results results) {
        return results.measured(Job.START, withoutArchive)
                .map(measured -> "- `start` is with the class-data archive that bin/vonk uses; without it Vonk takes "
                        + ResultTable.seconds(measured.median()) + ".\n")
                .orElse("");
    }
}
