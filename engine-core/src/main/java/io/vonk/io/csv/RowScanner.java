package io.vonk.io.csv;

import java.io.Closeable;
import java.io.IOException;

/**
 * Finds rows and their fields. {@link ByteScanner} does it for the usual dialects, {@link CommonsScanner} for all; what
 * both can read, they read alike. Used by one thread.
 *
 * <p>{@link #toRow} comes first, and if it finds a row, {@link #scan}; the fields are in the {@link RowBuffer} then.
 */
interface RowScanner extends Closeable {

    /**
     * Skips to the start of the next row, over comments and the empty lines that mean nothing; false at the end. Does
     * nothing if it is called again before {@link #scan}.
     */
    boolean toRow() throws IOException;

    /**
     * Goes over rows that need no second look, which start before {@code endOffset} and have {@code fields} fields, or any
     * number of them if that is -1. May stop at any row, and stands where that row starts then, as before {@link #toRow}.
     *
     * @return how many rows that were
     */
    default long skipPlainRows(long endOffset, int fields) {
        return 0;
    }

    /** The offset where the row starts, between {@link #toRow} and {@link #scan}. */
    long offset();

    /**
     * Scans the row.
     *
     * @throws MalformedRow if its quotes do not fit; the row then reaches to the end of the line where they do not
     * @throws RowTooLarge if it is larger than the limit
     */
    void scan() throws IOException, MalformedRow;

    /** The text of the row that was scanned last, without its line end. */
    String rowText();

    /** How many fields of a row are put into the row buffer; the others are only counted. */
    void wantFields(int fields);
}
