package io.vonk.bench.job;

import java.nio.file.Path;

/**
 * Where and how large a benchmark is.
 *
 * @param threads how many tasks an engine runs at once
 * @param sizes how much data
 * @param data the directory of the input files ({@link DataFiles}); exists
 * @param scratch a directory of this process alone for output and temporary files; exists, and is removed afterwards
 * @param master where the engine runs: {@code local}, or the URL of a cluster of that engine
 */
public record JobContext(int threads, Sizes sizes, Path data, Path scratch, String master) {

    /** The input files. */
    public DataFiles files() {
        return new DataFiles(data);
    }

    /** Where a job writes its output; the job replaces what is there. */
    public Path output(Job job) {
        return scratch.resolve("output-" + job.id());
    }
}
