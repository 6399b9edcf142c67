package io.vonk.error;

import java.util.List;

/**
 * A function given to an operation captures something that cannot be serialized, so it cannot travel to the tasks. Thrown
 * by the operation itself, not when a job runs. The message names the operation and the user's line, the captured
 * variable, its type, the path to it and what to do.
 */
public class UnserializableFunctionException extends VonkException {
    private static final long serialVersionUID = 1;

    private final List<String> path;

    public UnserializableFunctionException(String message, List<String> path) {
        super(message);
        this.path = List.copyOf(path);
    }

    /** From the captured variable to what cannot be serialized: variables, fields and elements by name. */
    public List<String> path() {
        return path;
    }
}
