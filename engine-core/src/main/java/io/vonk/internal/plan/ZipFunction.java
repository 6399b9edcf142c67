package io.vonk.internal.plan;

import io.vonk.internal.batch.BatchReader;
import java.io.Serializable;
import java.util.List;

/** Makes one partition of several. Each task uses an instance of its own. */
@FunctionalInterface
public interface ZipFunction extends Serializable {

    /**
     * Opens the result. Nothing need be read before the first batch is pulled.
     *
     * @param scope what the task has to work with
     * @param partition the partition's number
     * @param inputs the records of each parent; the returned reader closes them
     */
    BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) throws Exception;

    /** How it does its work, for plans; empty if there is nothing to say. */
    default String describe() {
        return "";
    }
}
