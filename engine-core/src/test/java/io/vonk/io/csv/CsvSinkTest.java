package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Column;
import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import io.vonk.io.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSinkTest {
    @TempDir
    Path directory;

    record Everything(
            boolean bool,
            Integer whole,
            long large,
            float single,
            Double exact,
            BigDecimal decimal,
            String text,
            LocalDate date,
            LocalTime time,
            @Column("at") LocalDateTime dateTime,
            Instant instant,
            UUID uuid,
            DayOfWeek day) {}

    private static final List<Everything> RECORDS = List.of(
            new Everything(
                    true,
                    1,
                    Long.MIN_VALUE,
                    1.5f,
                    -2.25,
                    new BigDecimal("1E+3"),
                    "a,\"b\"\r\nc é",
                    LocalDate.of(2018, 1, 31),
                    LocalTime.of(23, 59),
                    LocalDateTime.of(2018, 1, 31, 10, 0),
                    Instant.parse("2018-01-31T10:00:00Z"),
                    UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                    DayOfWeek.FRIDAY),
            new Everything(
                    false,
                    null,
                    0,
                    Float.NaN,
                    1e300,
                    null,
                    "",
                    null,
                    LocalTime.of(0, 0, 0, 1_000),
                    LocalDateTime.of(2018, 1, 31, 10, 0, 59, 120_000_000),
                    Instant.parse("2018-01-31T10:00:00.5Z"),
                    null,
                    null));

    private static <T> byte[] write(CsvSink<T> sink, List<? extends T> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RecordWriter<T> writer = Readings.shipped(sink).open(bytes)) {
            for (T record : records) {
                writer.write(record);
            }
        }
        return bytes.toByteArray();
    }

    private static <T> String text(CsvSink<T> sink, List<? extends T> records) throws IOException {
        return new String(write(sink, records), StandardCharsets.UTF_8);
    }

    @Test
    void recordsAreWrittenAsTheGoldenFileSays() throws IOException {
        assertEquals(BadRowsTest.golden("written.csv"), text(CsvSink.of(Everything.class), RECORDS));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        List<Everything> expected = new ArrayList<>(RECORDS);
        Everything first = RECORDS.get(0);
        expected.set(
                0,
                new Everything(
                        first.bool,
                        first.whole,
                        first.large,
                        first.single,
                        first.exact,
                        new BigDecimal("1000"),
                        first.text,
                        first.date,
                        first.time,
                        first.dateTime,
                        first.instant,
                        first.uuid,
                        first.day));
        CsvOptions standard = CsvOptions.standard();
        for (CsvOptions options : List.of(
                standard,
                standard.noHeader(),
                standard.delimiter("||").quote('\'').recordSeparator("\r\n"),
                standard.escape('\\').quoteMode(QuoteMode.NONE),
                standard.charset(StandardCharsets.UTF_16),
                standard.nullString("NULL").quoteMode(QuoteMode.ALL),
                CsvOptions.tabs().charset(StandardCharsets.ISO_8859_1))) {
            for (String extension : List.of("", ".gz", ".zst", ".bz2", ".deflate")) {
                CsvSink<Everything> sink = CsvSink.of(Everything.class).options(options);
                CsvSink<Everything> packed = extension.isEmpty() ? sink : sink.compressed(extension);
                assertEquals(".csv" + extension, packed.extension());
                String path = Readings.file(directory, "x" + packed.extension(), write(packed, RECORDS));
                List<Everything> read =
                        Readings.all(CsvSource.of(Everything.class, path).options(options));
                assertEquals(expected, read, options + extension);
            }
        }
    }

    @Test
    void randomTextsAreReadBack() throws IOException {
        String[] parts = {"a", ",", "\"", "\n", "\r", " ", "#", ";", "'", "\\", "NULL", "é", "\t"};
        List<CsvOptions> dialects = List.of(
                CsvOptions.standard().nullString("NULL").quoteMode(QuoteMode.ALL_NON_NULL),
                CsvOptions.standard().comment('#').nullString("N/A"),
                CsvOptions.standard().comment(';').nullString("N/A"),
                CsvOptions.standard().delimiter(";").quote('\'').nullString("N/A"),
                CsvOptions.standard().escape('\\').nullString("N/A"),
                CsvOptions.of(CSVFormat.RFC4180).header().nullString("N/A"));
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            List<List<String>> rows = new ArrayList<>();
            for (int row = random.nextInt(5); row >= 0; row--) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    StringBuilder text = new StringBuilder();
                    for (int part = random.nextInt(6); part > 0; part--) {
                        text.append(parts[random.nextInt(parts.length)]);
                    }
                    values.add(random.nextInt(6) == 0 ? null : text.toString());
                }
                rows.add(values);
            }
            CsvOptions options = dialects.get(random.nextInt(dialects.size()));
            byte[] bytes = write(CsvSink.lists("a", "b", "c").options(options), rows);
            List<List<String>> read = Scans.byCommons(bytes, options, 1 << 10, 1 << 10).stream()
                    .map(Scans.Scanned::fields)
                    .toList();
            assertEquals(rows, read.subList(1, read.size()), "seed " + seed + " " + options);
        }
    }

    @Test
    void aFileWithoutRecordsHasItsHeader() throws IOException {
        record Person(@Column("full_name") String name, int age) {}
        assertEquals("full_name,age\n", text(CsvSink.of(Person.class), List.of()));
        assertEquals("full_name,years\n", text(CsvSink.of(Person.class).column("age", "years"), List.of()));
        assertEquals(
                "", text(CsvSink.of(Person.class).options(CsvOptions.standard().noHeader()), List.of()));
        assertEquals(
                "", text(CsvSink.of(Person.class).options(CsvOptions.standard().columns("a", "b")), List.of()));
        assertThrows(VonkException.class, () -> CsvSink.of(Person.class).column("full_name", "x"));
    }

    @Test
    void rowsListsAndArraysAreWritten() throws IOException {
        Schema schema = Schema.of(Field.of("a", DataType.INT64), Field.of("b", DataType.LOCAL_TIMESTAMP));
        assertEquals(
                "a,b\n1,2018-01-31 10:00:00\n,\n",
                text(
                        CsvSink.rows(schema),
                        List.of(Row.of(schema, 1L, LocalDateTime.of(2018, 1, 31, 10, 0)), Row.of(schema, null, null))));
        assertEquals("a,b\n1,\n", text(CsvSink.arrays("a", "b"), Arrays.<Object[]>asList(new Object[] {1, null})));
        String message = assertThrows(DataException.class, () -> write(CsvSink.lists("a", "b"), List.of(List.of(1))))
                .getMessage();
        assertEquals("a record to write has 1 values, but the file has 2 columns: a, b", message);
        Schema other = Schema.of(Field.of("b", DataType.INT64), Field.of("a", DataType.INT64));
        assertThrows(DataException.class, () -> write(CsvSink.rows(schema), List.of(Row.of(other, 1L, 2L))));
    }

    @Test
    void whatCannotBeReadBackIsRefused() {
        CsvSink<List<?>> unquoted =
                CsvSink.lists("a", "b").options(CsvOptions.standard().quote(null));
        String message = assertThrows(DataException.class, () -> write(unquoted, List.of(List.of("x", "1,2"))))
                .getMessage();
        assertTrue(message.startsWith("the value of column b holds a delimiter or a line break"), message);
        CsvSink<List<?>> latin =
                CsvSink.lists("a").options(CsvOptions.standard().charset(StandardCharsets.ISO_8859_1));
        assertThrows(CharacterCodingException.class, () -> write(latin, List.of(List.of("€"))));
        record Odd(List<String> tags) {}
        assertThrows(VonkException.class, () -> CsvSink.of(Odd.class));
    }
}
