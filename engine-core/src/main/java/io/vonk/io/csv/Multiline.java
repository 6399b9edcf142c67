package io.vonk.io.csv;

/** Whether quoted fields may hold line breaks, which decides how large files are split. */
public enum Multiline {
    /**
     * They may. Each reader finds the first row of its split from the bytes around the border, and the reader of the
     * split before proves it right: it knows where its own last row ends. Where the two differ, which takes a malformed
     * file or a quoted field of more than a mebibyte without a single quote, reading fails instead of guessing. The
     * default.
     */
    AUTO,
    /** They do not: a split starts at any line break. A row that nevertheless crosses a border fails the reading. */
    NEVER,
    /** They may, and no file is split; right even for malformed files whose bad rows are dropped. */
    ALWAYS
}
