package io.vonk.internal.master;

/**
 * What an application wants.
 *
 * @param name what people call it
 * @param driverAddress host:port where it awaits executors
 * @param maxCores 0 for no limit
 * @param executorCores 0 for all that are free on a worker
 * @param maxExecutors 0 for no limit
 * @param executorMemoryBytes the heap of an executor, at least 1
 */
public record ApplicationSpec(
        String name,
        String driverAddress,
        int maxCores,
        int executorCores,
        int maxExecutors,
        long executorMemoryBytes) {
    public ApplicationSpec {
        if (maxCores < 0 || executorCores < 0 || maxExecutors < 0 || executorMemoryBytes < 1) {
            throw new IllegalArgumentException("an application cannot want " + maxCores + " cores in " + maxExecutors
                    + " executors of " + executorCores + " cores and " + executorMemoryBytes + " bytes");
        }
    }
}
