package io.vonk.io.csv;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * A dialect of CSV, for reading and writing alike. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * CsvOptions semicolons = CsvOptions.standard().delimiter(";").charset(ISO_8859_1).nullString("NULL");
 * CsvOptions anything = CsvOptions.of(CSVFormat.MYSQL);
 * }</pre>
 *
 * <p>The meaning of every option is that of commons-csv, whose {@link CSVFormat} holds them all, with two exceptions: a
 * trailing delimiter never ends the reading early, and columns are checked only where a record needs them (so a blank or
 * duplicate name of another column does no harm, unless duplicates are disallowed).
 */
public final class CsvOptions implements Serializable {
    private static final long serialVersionUID = 1;
    private static final CsvOptions STANDARD = new CsvOptions(
            CSVFormat.DEFAULT
                    .builder()
                    .setRecordSeparator('\n')
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get(),
            StandardCharsets.UTF_8.name());

    private final CSVFormat format;
    private final String charsetName;

    private CsvOptions(CSVFormat format, String charsetName) {
        if (format.getMaxRows() > 0) {
            throw new IllegalArgumentException("a limit of " + format.getMaxRows()
                    + " rows per file is not supported; read all and use take(" + format.getMaxRows() + ")");
        }
        this.format = format;
        this.charsetName = charsetName;
    }

    /** Commas, double quotes, the names in the first line, UTF-8, written with {@code \n}; empty lines are skipped. */
    public static CsvOptions standard() {
        return STANDARD;
    }

    /** As {@link #standard}, with tabs for commas. */
    public static CsvOptions tabs() {
        return STANDARD.delimiter("\t");
    }

    /**
     * Any dialect of commons-csv. The format's header says where names come from: {@code null} means that the files hold no
     * names, {@code setHeader()} that their first row does, and {@code setHeader("a", "b")} gives them here, with {@code
     * setSkipHeaderRecord(true)} if the first row holds names that are to be ignored.
     */
    public static CsvOptions of(CSVFormat format) {
        return new CsvOptions(Objects.requireNonNull(format, "format"), StandardCharsets.UTF_8.name());
    }

    /** What separates fields: one or more characters. */
    public CsvOptions delimiter(String delimiter) {
        return with(builder -> builder.setDelimiter(delimiter));
    }

    /** What encloses fields; the same character twice stands for itself inside; null means that nothing does. */
    public CsvOptions quote(@Nullable Character quote) {
        return with(builder -> builder.setQuote(quote));
    }

    /** What takes the meaning from the next character, in and outside of quotes; null, the default, means that nothing does. */
    public CsvOptions escape(@Nullable Character escape) {
        return with(builder -> builder.setEscape(escape));
    }

    /** What starts a line that is ignored; null, the default, means that nothing does. */
    public CsvOptions comment(@Nullable Character comment) {
        return with(builder -> builder.setCommentMarker(comment));
    }

    /** The text that stands for a null value, on reading and writing; null, the default, means that none does. */
    public CsvOptions nullString(@Nullable String text) {
        return with(builder -> builder.setNullString(text));
    }

    /** The first row of each file holds the names of the columns, on reading and writing. The default. */
    public CsvOptions header() {
        return with(builder -> builder.setHeader().setSkipHeaderRecord(true));
    }

    /** The files hold no names; record components are the columns in order. */
    public CsvOptions noHeader() {
        return with(builder -> builder.setHeader((String[]) null).setSkipHeaderRecord(false));
    }

    /** The files hold no names; these are the columns' names in order. */
    public CsvOptions columns(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("columns(...) needs a name for each column; got none");
        }
        return with(builder -> builder.setHeader(names).setSkipHeaderRecord(false));
    }

    /** Whether white space around every value is removed, also inside quotes. Not by default. */
    public CsvOptions trim(boolean trim) {
        return with(builder -> builder.setTrim(trim));
    }

    /** Whether white space around unquoted values, and before quotes, is ignored. Not by default. */
    public CsvOptions ignoreSurroundingSpaces(boolean ignore) {
        return with(builder -> builder.setIgnoreSurroundingSpaces(ignore));
    }

    /** Whether an empty line is nothing, as by default, or a row of one empty field. */
    public CsvOptions ignoreEmptyLines(boolean ignore) {
        return with(builder -> builder.setIgnoreEmptyLines(ignore));
    }

    /** Whether every row ends with a delimiter that starts no further field. Not by default. */
    public CsvOptions trailingDelimiter(boolean trailing) {
        return with(builder -> builder.setTrailingDelimiter(trailing));
    }

    /** What ends a written row. Reading accepts {@code \n}, {@code \r\n} and {@code \r} in any mixture. */
    public CsvOptions recordSeparator(String separator) {
        return with(builder -> builder.setRecordSeparator(separator));
    }

    /** Which written values are quoted: by default those that need it. */
    public CsvOptions quoteMode(QuoteMode mode) {
        return with(builder -> builder.setQuoteMode(mode));
    }

    /** The encoding of the files; bytes that are not valid in it are read as U+FFFD. A byte order mark is skipped. */
    public CsvOptions charset(Charset charset) {
        return new CsvOptions(format, charset.name());
    }

    /** The encoding of the files. */
    public Charset charset() {
        return Charset.forName(charsetName);
    }

    /** All options in the form of commons-csv. */
    public CSVFormat toCommonsFormat() {
        return format;
    }

    private CsvOptions with(Consumer<CSVFormat.Builder> change) {
        CSVFormat.Builder builder = format.builder();
        change.accept(builder);
        return new CsvOptions(builder.get(), charsetName);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CsvOptions options
                && format.equals(options.format)
                && charsetName.equals(options.charsetName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(format, charsetName);
    }

    @Override
    public String toString() {
        return format + " Charset=<" + charsetName + '>';
    }
}
