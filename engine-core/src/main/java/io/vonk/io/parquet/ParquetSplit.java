package io.vonk.io.parquet;

import io.vonk.data.Schema;
import io.vonk.internal.file.InputFile;
import io.vonk.io.Split;
import java.util.Locale;

/**
 * Consecutive row groups of a file.
 *
 * @param file the file
 * @param firstRowGroup the first row group
 * @param endRowGroup the row group after the last
 * @param sizeBytes how many bytes the row groups take in the file
 * @param fileColumns the columns of all files together; what rows are made of
 * @param partitionColumns the columns that the {@code key=value} directories add, with the types found for all of them
 */
record ParquetSplit(
        InputFile file, int firstRowGroup, int endRowGroup, long sizeBytes, Schema fileColumns, Schema partitionColumns)
        implements Split {

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "%s row groups %d to %d", file.path(), firstRowGroup, endRowGroup - 1);
    }
}
