package io.vonk.io.csv;

import io.vonk.error.DataException;
import io.vonk.io.RecordWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.CodingErrorAction;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** Writes one file of {@link CsvSink}. Used by one thread. */
final class CsvWriter<T> implements RecordWriter<T> {
    private static final int BUFFER_CHARS = 64 << 10;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(TIME)
            .toFormatter(Locale.ROOT);

    private final Writer out;
    private final CSVPrinter printer;
    private final CSVFormat format;
    private final CSVFormat quotingAll;
    private final List<String> names;
    private final RowValues values;

    /** Starts a file; takes {@code stream} over. */
    CsvWriter(OutputStream stream, CsvOptions options, List<String> names, RowValues values) throws IOException {
        CSVFormat given = options.toCommonsFormat();
        this.names = names;
        this.values = values;
        this.format = given.builder()
                .setHeader((String[]) null)
                .setSkipHeaderRecord(false)
                .get();
        this.quotingAll = given.getQuoteCharacter() == null
                ? format
                : format.builder().setQuoteMode(QuoteMode.ALL_NON_NULL).get();
        // A character that the encoding lacks must not silently become a question mark.
        this.out = new BufferedWriter(
                new OutputStreamWriter(
                        stream,
                        options.charset()
                                .newEncoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                BUFFER_CHARS);
        this.printer = new CSVPrinter(out, format);
        String[] header = given.getHeader();
        if (header != null && (header.length == 0 || given.getSkipHeaderRecord())) {
            print(header.length == 0 ? names.toArray() : header.clone());
        }
    }

    @Override
    public void write(T record) throws IOException {
        @Nullable Object[] texts = values.of(record);
        if (texts.length != names.size()) {
            throw new DataException("a record to write has " + texts.length + " values, but the file has "
                    + names.size() + " columns: " + String.join(", ", names));
        }
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(texts[i]);
        }
        print(texts);
    }

    private void print(@Nullable Object[] texts) throws IOException {
        if (format.getQuoteCharacter() == null && format.getEscapeCharacter() == null) {
            checkPlain(texts);
        }
        if (looksLikeComment(texts)) {
            quotingAll.printRecord(out, texts);
        } else {
            printer.printRecord(texts);
        }
    }

    /** Commons-csv quotes a first value for the usual comment markers only. */
    private boolean looksLikeComment(@Nullable Object[] texts) {
        Character comment = format.getCommentMarker();
        return comment != null
                && texts.length > 0
                && texts[0] != null
                && texts[0].toString().indexOf(comment) == 0;
    }

    /** Without quotes and escapes, a value with a delimiter would be read back as two. */
    private void checkPlain(@Nullable Object[] texts) {
        for (int i = 0; i < texts.length; i++) {
            String text = String.valueOf(texts[i]);
            if (text.contains(format.getDelimiterString()) || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
                throw new DataException("the value of column " + names.get(i) + " holds a delimiter or a line break,"
                        + " which cannot be written without a quote or escape character: \"" + text + '"');
            }
        }
    }

    private static @Nullable Object text(@Nullable Object value) {
        if (value instanceof LocalDateTime dateTime) {
            return DATE_TIME.format(dateTime);
        }
        if (value instanceof LocalTime time) {
            return TIME.format(time);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
