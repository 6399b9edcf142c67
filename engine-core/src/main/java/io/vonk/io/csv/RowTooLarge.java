package io.vonk.io.csv;

import java.io.IOException;

/** A row that is larger than the limit, most likely behind a quote that is never closed. Reading cannot go on. */
final class RowTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    RowTooLarge(int maxRowBytes) {
        super("a row is larger than " + maxRowBytes + " bytes");
    }
}
