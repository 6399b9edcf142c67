package io.vonk.internal.sort;

import java.io.IOException;

/** Sorted entries that can be read from their beginning: one input of a merge. */
public interface SortedRun {

    /** The entries in order. */
    EntryCursor open() throws IOException;

    /** How many pages of memory reading takes. */
    int pages();

    /** Says that the entries will not be read again; a file that belongs to the run is deleted. */
    void discard() throws IOException;
}
