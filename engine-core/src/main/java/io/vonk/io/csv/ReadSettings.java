package io.vonk.io.csv;

import io.vonk.internal.file.SplitSizes;
import io.vonk.io.FileSystem;
import java.io.Serializable;

/**
 * How files are read, whatever their rows become.
 *
 * @param files where they are
 * @param options their dialect
 * @param badRows what becomes of rows that cannot be read
 * @param raggedRows what becomes of rows with a wrong number of fields
 * @param multiline whether quoted fields may hold line breaks
 * @param splitSizes how large files are cut
 * @param maxRowBytes how large a row may be
 */
record ReadSettings(
        FileSystem files,
        CsvOptions options,
        BadRows badRows,
        RaggedRows raggedRows,
        Multiline multiline,
        SplitSizes splitSizes,
        int maxRowBytes)
        implements Serializable {

    ReadSettings withFiles(FileSystem changed) {
        return new ReadSettings(changed, options, badRows, raggedRows, multiline, splitSizes, maxRowBytes);
    }

    ReadSettings withOptions(CsvOptions changed) {
        return new ReadSettings(files, changed, badRows, raggedRows, multiline, splitSizes, maxRowBytes);
    }

    ReadSettings withBadRows(BadRows changed) {
        return new ReadSettings(files, options, changed, raggedRows, multiline, splitSizes, maxRowBytes);
    }

    ReadSettings withRaggedRows(RaggedRows changed) {
        return new ReadSettings(files, options, badRows, changed, multiline, splitSizes, maxRowBytes);
    }

    ReadSettings withMultiline(Multiline changed) {
        return new ReadSettings(files, options, badRows, raggedRows, changed, splitSizes, maxRowBytes);
    }

    ReadSettings withSplitSizes(SplitSizes changed) {
        return new ReadSettings(files, options, badRows, raggedRows, multiline, changed, maxRowBytes);
    }

    ReadSettings withMaxRowBytes(int changed) {
        return new ReadSettings(files, options, badRows, raggedRows, multiline, splitSizes, changed);
    }
}
