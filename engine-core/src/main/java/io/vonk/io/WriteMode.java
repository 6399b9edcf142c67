package io.vonk.io;

/** What to do when the output directory is there already. */
public enum WriteMode {
    /** Fail before any work is done. The default. */
    ERROR_IF_EXISTS,
    /** Replace the old content, at once, when the job has succeeded. */
    OVERWRITE,
    /** Add files to the old content. */
    APPEND,
    /** Do nothing. */
    IGNORE
}
