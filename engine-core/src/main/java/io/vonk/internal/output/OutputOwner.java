package io.vonk.internal.output;

import io.vonk.internal.file.ProcessIdentity;
import java.util.function.Predicate;

/**
 * Who takes locks, and who can tell whether the owner of another lock is gone.
 *
 * @param self the process that takes locks
 * @param isGone whether a process is certainly gone
 */
public record OutputOwner(ProcessIdentity self, Predicate<ProcessIdentity> isGone) {

    /** This process. */
    public static OutputOwner thisProcess() {
        return new OutputOwner(ProcessIdentity.current(), ProcessIdentity::gone);
    }
}
