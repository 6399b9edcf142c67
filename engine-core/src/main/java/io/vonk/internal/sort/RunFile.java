package io.vonk.internal.sort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A finished run in a file.
 *
 * @param order the order of its entries
 * @param path the file
 * @param format how its entries are encoded
 * @param entryCount how many entries it has
 * @param byteCount how long it is
 */
record RunFile(KeyOrder order, Path path, EntryFormat format, long entryCount, long byteCount) implements SortedRun {

    @Override
    public EntryCursor open() throws IOException {
        return RunCursor.open(this);
    }

    @Override
    public int pages() {
        return 1;
    }

    @Override
    public void discard() throws IOException {
        Files.deleteIfExists(path);
    }
}
