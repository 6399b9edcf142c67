package io.vonk.internal.output;

import java.io.Serializable;
import java.util.List;

/**
 * What one attempt wrote; part of its success message. The files become part of the output only if the driver accepts this
 * attempt for the partition.
 *
 * @param partition the partition
 * @param attempt the attempt's id, unique in the application
 * @param files the files, which are complete and survive a loss of power
 */
public record OutputManifest(int partition, long attempt, List<OutputFile> files) implements Serializable {

    public OutputManifest {
        files = List.copyOf(files);
    }

    /** The number of records in all files. */
    public long rows() {
        return files.stream().mapToLong(OutputFile::rows).sum();
    }

    /** The size of all files. */
    public long bytes() {
        return files.stream().mapToLong(OutputFile::bytes).sum();
    }
}
