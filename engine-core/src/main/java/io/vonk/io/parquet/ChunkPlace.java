package io.vonk.io.parquet;

import io.vonk.error.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file something is, for messages.
 *
 * @param path the file
 * @param rowGroup the number of the row group, from 0
 * @param column the column's path, its names joined by dots
 */
record ChunkPlace(String path, int rowGroup, String column) {

    /** An exception that says what is wrong with the bytes of this column. */
    DataException damaged(String what, @Nullable Throwable cause) {
        return new DataException(
                this + " is damaged: " + what
                        + "; nothing of this file was accepted beyond this point, get a fresh copy of it",
                cause);
    }

    @Override
    public String toString() {
        return path + " row group " + rowGroup + " column " + column;
    }
}
