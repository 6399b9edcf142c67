package io.vonk.internal.plan;

import io.vonk.internal.batch.BatchReader;
import java.io.Serializable;

/** Turns a partition into another one. Each task uses an instance of its own. */
@FunctionalInterface
public interface PartitionFunction extends Serializable {

    /**
     * Opens the result. Nothing need be read before the first batch is pulled.
     *
     * @param scope what the task has to work with
     * @param partition the partition's number
     * @param input the records; the returned reader closes it
     */
    BatchReader open(TaskScope scope, int partition, BatchReader input) throws Exception;

    /** How it does its work, for plans; empty if there is nothing to say. */
    default String describe() {
        return "";
    }
}
