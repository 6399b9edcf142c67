package io.vonk.internal.wire;

import java.util.List;
import java.util.Map;

/**
 * A driver for a worker to run.
 *
 * @param name what people call it
 * @param mainClass the class with its {@code main}
 * @param arguments of its {@code main}
 * @param jars the program, the first with the main class
 * @param files what it finds in its working directory
 * @param javaOptions for its JVM, behind those that Vonk sets
 * @param settings of Vonk
 * @param environment additional variables
 * @param cores that it takes from the worker; may be 0
 * @param memoryBytes of its heap
 * @param supervise whether it is started again when it fails
 */
public record DriverCommand(
        String name,
        String mainClass,
        List<String> arguments,
        List<Blob> jars,
        List<Blob> files,
        List<String> javaOptions,
        Map<String, String> settings,
        Map<String, String> environment,
        int cores,
        long memoryBytes,
        boolean supervise) {

    public DriverCommand {
        arguments = List.copyOf(arguments);
        jars = List.copyOf(jars);
        files = List.copyOf(files);
        javaOptions = List.copyOf(javaOptions);
        settings = Map.copyOf(settings);
        environment = Map.copyOf(environment);
    }

    /**
     * A file that goes by its content.
     *
     * @param hash SHA-256, as 64 digits of lower-case hex
     * @param length in bytes
     * @param name without a path
     */
    public record Blob(String hash, long length, String name) {}
}
