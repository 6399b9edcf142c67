package io.vonk.internal.driver;

import java.nio.file.Path;
import java.util.List;

/**
 * How a session in this process is set up.
 *
 * @param name the first part of the names of its threads, beginning with {@code vonk}
 * @param slots how many tasks can run at once, at least 1
 * @param memoryBytes the size of the memory pool, or -1 for a share of the heap
 * @param scratchRoots where spilled data goes; empty for the system's temporary directory
 * @param fusion whether busy stages get generated code
 * @param shipped whether stages become bytes and are read again before they run, as they are between processes; costs time, and
 *     is for tests of what must not depend on the process
 */
public record LocalOptions(
        String name, int slots, long memoryBytes, List<Path> scratchRoots, boolean fusion, boolean shipped) {
    public LocalOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("a session needs at least 1 slot; got: " + slots);
        }
        scratchRoots = List.copyOf(scratchRoots);
    }
}
