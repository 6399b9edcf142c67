package io.vonk.io.csv;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot be read.
 *
 * @param path the file
 * @param line the line where it starts, from 1
 * @param offset the byte where it starts, from 0
 * @param column the name of the column that is bad, or null if the row is bad as a whole
 * @param value the text of that column; null if the row is bad as a whole
 * @param reason what is wrong
 * @param text the row as it stands in the file, without its line end
 */
record BadRow(
        String path,
        long line,
        long offset,
        @Nullable String column,
        @Nullable String value,
        String reason,
        String text) {
    private static final int SHORT = 80;

    /** All but the row's text, in one sentence. */
    String describe() {
        String where = String.format(Locale.ROOT, "%s line %,d (byte %,d)", path, line, offset);
        if (column == null) {
            return where + ": " + reason + "; the row is " + quoted(text);
        }
        return where + ", column " + column + ": " + reason + "; got: " + quoted(value == null ? "" : value);
    }

    private static String quoted(String text) {
        String shown =
                text.length() <= SHORT ? text : text.substring(0, SHORT) + "… (" + text.length() + " characters)";
        return '"' + shown.replace("\r", "\\r").replace("\n", "\\n") + '"';
    }
}
