package io.vonk.internal.scheduler;

/**
 * Where a stage is now. A stage that nobody needs is {@link Idle} or {@link Complete} and costs nothing; only a
 * {@link Running} stage launches tasks. Transitions are made by {@link StageGraph} alone; the drawing is in
 * {@link Scheduler}.
 */
sealed interface StagePhase {

    /** Something is missing, and nobody needs it. */
    record Idle() implements StagePhase {}

    /**
     * Needed, but some parents are not complete. Attempts from before a parent's loss may still run and be accepted.
     *
     * @param missingParents at least 1
     */
    record Waiting(int missingParents) implements StagePhase {}

    /** Needed, and all parents are complete: pending tasks may be launched. */
    record Running() implements StagePhase {}

    /**
     * All map outputs are there, and the shell does its work on them.
     *
     * @param ticket of the request that the shell works on
     */
    record Finalizing(long ticket) implements StagePhase {}

    /** Readers may read. */
    record Complete() implements StagePhase {}

    /** Whether somebody needs the stage and waits for it. */
    default boolean isActive() {
        return !(this instanceof Idle) && !(this instanceof Complete);
    }
}
