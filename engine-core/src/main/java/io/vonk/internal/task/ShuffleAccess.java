package io.vonk.internal.task;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.TaskScope;

/** How tasks reach the shuffles: the same words whether the map outputs are in this process or far away. */
public interface ShuffleAccess {

    /**
     * Opens a partition of a shuffle that has been written; the caller closes the reader.
     *
     * @param exchange the task's own instance of the shuffle's exchange
     */
    BatchReader read(TaskScope scope, ShuffleId shuffle, Exchange exchange, int partition) throws Exception;

    /**
     * Writes one map output and keeps it under the attempt's number until it is accepted or dropped.
     *
     * @param exchange the task's own instance of the shuffle's exchange
     * @param input the records; the caller closes it
     * @return the digest of the content, which does not depend on the order of the records
     */
    long write(TaskScope scope, ShuffleId shuffle, Exchange exchange, int mapPartition, BatchReader input)
            throws Exception;
}
