package io.vonk.internal.master;

/**
 * A driver to run.
 *
 * @param name what people call it
 * @param cores that it takes from a worker, at least 0
 * @param memoryBytes that it takes from a worker, at least 1
 * @param supervise whether it is started again when it fails
 * @param payload what the worker needs to start it; opaque
 */
public record DriverSpec(String name, int cores, long memoryBytes, boolean supervise, Object payload) {
    public DriverSpec {
        if (cores < 0 || memoryBytes < 1) {
            throw new IllegalArgumentException(
                    "a driver cannot take " + cores + " cores and " + memoryBytes + " bytes");
        }
    }
}
