package io.vonk.internal.simulation;

/** What can go wrong in a simulated world. Each schedule draws a few of them; a failing one is shrunk by leaving some out. */
enum Fault {
    /** An attempt fails for a reason that another try may not meet. */
    TRANSIENT_ERROR,
    /** One partition of one stage fails whenever it runs, by the user's fault. */
    USER_ERROR,
    /** An attempt runs out of memory. */
    OUT_OF_MEMORY,
    /** A reader cannot reach a map output that is there. */
    FETCH_FAILS,
    /** A map output disappears or is corrupted where it is kept. */
    OUTPUT_LOST,
    /** One map output can never be read, however often it is computed. */
    OUTPUT_UNREADABLE,
    /** An executor's process dies; another takes its place. */
    CRASH,
    /** One partition kills every executor that runs it. */
    POISON,
    /** An executor stops for a while and then goes on as if nothing had happened. */
    HANG,
    /** Nothing passes between driver and executor for a while; then everything arrives. */
    PARTITION,
    /** The cluster takes an executor away. */
    REMOVAL,
    /** A node loses what it kept for an executor. */
    NODE_LOSS,
    /** A message arrives twice, the second time perhaps much later. */
    DUPLICATE,
    /** A message is lost and sent again much later. */
    LATE,
    /** Messages overtake each other. */
    REORDER,
    /** An attempt is much slower than its siblings. */
    SLOW_TASK,
    /** Some map tasks make another content every time they run. */
    RANDOM_CONTENT,
    /** A user cancels a job. */
    CANCEL,
    /** The driver's work on a complete shuffle fails. */
    FINALIZATION_FAILS,
    /** A shuffle is released while jobs may still use it. */
    RELEASE;

    int bit() {
        return 1 << ordinal();
    }
}
