package io.vonk.internal.sort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A finished run in a file.
 *
 * @param path the file
 * @param format how its entries are encoded
 * @param entryCount how many entries it has
 * @param byteCount how long it is
 */
record RunFile(Path path, EntryFormat format, long entryCount, long byteCount) {

    /** The entries in order. Takes one page of memory, which the caller has reserved. */
    EntryCursor open(KeyOrder order) throws IOException {
        return RunCursor.open(this, order);
    }

    /** Deletes the file; it may be gone already. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
