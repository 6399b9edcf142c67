package io.vonk.internal.master;

import io.vonk.internal.id.SubmissionId;

/**
 * What must not be forgotten of a driver.
 *
 * @param worker where it runs or ran; empty for nowhere
 * @param message why it is in its state; may be empty
 */
public record DriverRecord(SubmissionId submission, DriverSpec spec, State state, String worker, String message) {

    /** How it is with it. */
    public enum State {
        SUBMITTED,
        RUNNING,
        FINISHED,
        FAILED,
        KILLED,
        RELAUNCHING,
        LOST;

        /** Whether nothing more will come of it. */
        public boolean isOver() {
            return this == FINISHED || this == FAILED || this == KILLED || this == LOST;
        }
    }
}
