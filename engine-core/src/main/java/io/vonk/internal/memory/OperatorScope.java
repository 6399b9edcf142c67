package io.vonk.internal.memory;

import io.vonk.internal.file.ScratchDirectory;
import java.nio.file.Path;

/**
 * What the operators of one running task work with: memory, space on disk, classes, and the question whether to stop.
 *
 * <p>Pool and scratch space are shared by all tasks of the process; an operator takes a lease and files of its own and
 * gives both back when it is closed. Thread safety: as its parts; the check is called by the task's thread.
 *
 * @param memory the process's pool
 * @param scratch where operators spill to
 * @param classLoader finds the classes of the user's records
 * @param cancellationCheck throws an unchecked exception once the task has been asked to stop, and does nothing before;
 *     called for every batch or page, never for every record
 */
public record OperatorScope(
        MemoryPool memory, ScratchDirectory scratch, ClassLoader classLoader, Runnable cancellationCheck) {

    /** Opens a lease of the pool; the operator closes it. */
    public Lease lease(String owner) {
        return memory.lease(owner);
    }

    /** A path for a new file, which the operator deletes. */
    public Path newFile(String prefix) {
        return scratch.newFile(prefix);
    }

    /** Has new files made elsewhere than in directories that cannot be written any more. */
    public void takeOutUnwritableDirectories() {
        scratch.takeOutUnwritable();
    }

    /** Throws if the task has been asked to stop. */
    public void checkCancelled() {
        cancellationCheck.run();
    }
}
