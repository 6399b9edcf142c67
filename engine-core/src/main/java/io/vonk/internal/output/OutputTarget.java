package io.vonk.internal.output;

import io.vonk.io.FileSystem;
import io.vonk.io.PartitionColumns;
import io.vonk.io.Sink;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs to know to write its part of the output; travels to the tasks.
 *
 * @param files where to write
 * @param jobDirectory the directory of the job; see {@link OutputPlaces}
 * @param jobId the job, whose first 8 digits are in the names of the files, so that appends never collide
 * @param sink the format
 * @param columns the columns whose values become directories, or null for none
 */
public record OutputTarget<T>(
        FileSystem files,
        String jobDirectory,
        String jobId,
        Sink<T> sink,
        @Nullable PartitionColumns<T> columns) implements Serializable {

    /** The private directory of an attempt. */
    String attemptDirectory(int partition, long attempt) {
        return jobDirectory + "/attempts/" + partition + "-" + attempt;
    }

    /**
     * The final name of a file, as Spark's: {@code part-00000-<first 8 digits of the job>.csv}.
     *
     * @param sequence counts the files of one directory that the attempt writes; appended if above 0
     */
    String fileName(int partition, int sequence) {
        String number = sequence == 0 ? "" : "-" + sequence;
        return String.format(Locale.ROOT, "part-%05d-%s%s", partition, jobId.substring(0, 8), number)
                + sink.extension();
    }

    Optional<PartitionColumns<T>> partitionColumns() {
        return Optional.ofNullable(columns);
    }
}
