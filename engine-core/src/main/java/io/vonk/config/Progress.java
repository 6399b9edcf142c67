package io.vonk.config;

/** Where the progress of jobs is shown. */
public enum Progress {
    /** On a terminal only. */
    AUTO,
    /** On stderr, whatever it is. */
    ON,
    /** Nowhere. */
    OFF
}
