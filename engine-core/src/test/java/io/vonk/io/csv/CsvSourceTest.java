package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.vonk.data.Column;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import io.vonk.io.CountingReader;
import io.vonk.io.RecordReader;
import io.vonk.io.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
    @TempDir
    Path directory;

    record Person(String name, int age) {}

    record Everything(
            boolean bool,
            byte tiny,
            short small,
            int whole,
            long large,
            float single,
            double exact,
            BigDecimal decimal,
            String text,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            Instant instant,
            UUID uuid,
            DayOfWeek day) {}

    record Wrapped(
            Boolean bool,
            Byte tiny,
            Short small,
            Integer whole,
            Long large,
            Float single,
            Double exact,
            BigDecimal decimal,
            String text,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            Instant instant,
            UUID uuid,
            DayOfWeek day) {}

    private static final String HEADER =
            "bool,tiny,small,whole,large,single,exact,decimal,text,date,time,date_time,INSTANT,uuid,day\n";

    private String file(String text) throws IOException {
        return Readings.file(directory, "in.csv", text);
    }

    private <T> List<T> read(CsvSource<T> source) throws IOException {
        return Readings.all(source);
    }

    private String failure(CsvSource<?> source) {
        return assertThrows(DataException.class, () -> read(source)).getMessage();
    }

    @Test
    void everyTypeIsRead() throws IOException {
        String path = file(HEADER
                + "true,-128,32767,-2147483648,9223372036854775807,1.5,-2.25,12345678901234567890.123,\"a,\"\"b\"\"\n c\","
                + "2018-01-31,23:59:59.123,2018-01-31 23:59:59,2018-01-31T23:59:59+01:00,"
                + "00112233-4455-6677-8899-aabbccddeeff,FRIDAY\n");
        Everything expected = new Everything(
                true,
                Byte.MIN_VALUE,
                Short.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                -2.25,
                new BigDecimal("12345678901234567890.123"),
                "a,\"b\"\n c",
                LocalDate.of(2018, 1, 31),
                LocalTime.of(23, 59, 59, 123_000_000),
                LocalDateTime.of(2018, 1, 31, 23, 59, 59),
                Instant.parse("2018-01-31T22:59:59Z"),
                UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                DayOfWeek.FRIDAY);
        assertEquals(List.of(expected), read(CsvSource.of(Everything.class, path)));
    }

    @Test
    void emptyFieldsAndNullStringsAreNullWhereThatIsPossible() throws IOException {
        Wrapped empty =
                new Wrapped(null, null, null, null, null, null, null, null, "", null, null, null, null, null, null);
        Wrapped nulls =
                new Wrapped(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        String path = file(HEADER + ",,,,,,,,,,,,,,\n" + "NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n");
        CsvSource<Wrapped> source =
                CsvSource.of(Wrapped.class, path).options(CsvOptions.standard().nullString("NA"));
        assertEquals(List.of(empty, nulls), read(source));
        assertTrue(
                failure(CsvSource.of(Person.class, file("name,age\nAda,\n"))).contains("column age: expected an int"));
    }

    @Test
    void columnsAreFoundByNameInAnyOrderAndOthersAreIgnored() throws IOException {
        record Trip(@Column("PULocationID") int zone, double totalAmount, String flag) {}
        String path = file("x,Total_Amount,FLAG,PULocationID,y\n\"\",1.5,N,7,not a number\n");
        assertEquals(List.of(new Trip(7, 1.5, "N")), read(CsvSource.of(Trip.class, path)));
    }

    @Test
    void aComponentCanBeGivenAnyColumn() throws IOException {
        String path = file("full name,years\nAda,36\n");
        CsvSource<Person> source =
                CsvSource.of(Person.class, path).column("name", "full name").column("age", "years");
        assertEquals(List.of(new Person("Ada", 36)), read(source));
        assertThrows(VonkException.class, () -> source.column("size", "years"));
        assertThrows(IllegalStateException.class, () -> CsvSource.lists(path).column("name", "years"));
    }

    @Test
    void aMissingColumnIsNamedWithTheNearestOne() throws IOException {
        String path = file("name,aeg,height\nAda,36,1\n");
        String message = failure(CsvSource.of(Person.class, path));
        assertTrue(
                message.startsWith(path + " has no column age (perhaps aeg?) for component age of record "), message);
        assertTrue(message.contains("its columns are: name, aeg, height"), message);
    }

    @Test
    void columnsThatMatchEquallyWellAreRefused() throws IOException {
        String message = failure(CsvSource.of(Person.class, file("name,age,age\nAda,36,1\n")));
        assertTrue(message.contains("matches the columns age and age"), message);
        assertEquals(
                1,
                read(CsvSource.of(Person.class, file("x,name,age,x\n,Ada,36,\n")))
                        .size());
    }

    @Test
    void filesWithoutHeaderAreReadByPlace() throws IOException {
        CsvOptions options = CsvOptions.standard().noHeader();
        assertEquals(
                List.of(new Person("Ada", 36)),
                read(CsvSource.of(Person.class, file("Ada,36\n")).options(options)));
        assertEquals(
                List.of(new Person("Ada", 36)),
                read(CsvSource.of(Person.class, file("36,x,Ada\n"))
                        .options(CsvOptions.standard().columns("age", "other", "name"))));
    }

    @Test
    void givenNamesReplaceAHeaderThatIsThere() throws IOException {
        var format = CsvOptions.standard()
                .toCommonsFormat()
                .builder()
                .setHeader("age", "name")
                .setSkipHeaderRecord(true)
                .get();
        assertEquals(
                List.of(new Person("Ada", 36)),
                read(CsvSource.of(Person.class, file("n,a\n36,Ada\n")).options(CsvOptions.of(format))));
    }

    @Test
    void listsHoldTheTextsOfAllFields() throws IOException {
        CsvSource<List<String>> source = CsvSource.lists(file("a,b\n1,\n\n2,NULL,3\nx\n"))
                .options(CsvOptions.standard().nullString("NULL"));
        assertEquals(List.of(List.of("1", ""), Arrays.asList("2", null, "3"), List.of("x")), read(source));
        assertEquals(4, read(source.options(CsvOptions.standard().noHeader())).size());
    }

    @Test
    void emptyFilesAndHeadersAloneHaveNoRows() throws IOException {
        assertEquals(List.of(), read(CsvSource.of(Person.class, file(""))));
        assertEquals(List.of(), read(CsvSource.of(Person.class, file("name,age"))));
        assertEquals(List.of(), read(CsvSource.of(Person.class, file("\uFEFFname,age\r\n"))));
        assertEquals(List.of(new Person("Ada", 1)), read(CsvSource.of(Person.class, file("name,age\nAda,1"))));
    }

    @Test
    void encodingsAreRespected() throws IOException {
        String text = "name,age\nZoë,1\n\"a\u2028b\",2\n";
        List<Person> expected = List.of(new Person("Zoë", 1), new Person("a\u2028b", 2));
        for (String charset : List.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32")) {
            CsvOptions options = CsvOptions.standard().charset(Charset.forName(charset));
            String path = Readings.file(directory, charset + ".csv", text.getBytes(charset));
            assertEquals(expected, read(CsvSource.of(Person.class, path).options(options)), charset);
            String marked = Readings.file(directory, "marked.csv", ("\uFEFF" + text).getBytes(charset));
            assertEquals(expected, read(CsvSource.of(Person.class, marked).options(options)), charset);
        }
        for (String charset : List.of("ISO-8859-1", "windows-1252")) {
            String path = Readings.file(directory, "latin.csv", "name,age\nZoë,1\n".getBytes(charset));
            assertEquals(
                    List.of(new Person("Zoë", 1)),
                    read(CsvSource.of(Person.class, path)
                            .options(CsvOptions.standard().charset(Charset.forName(charset)))));
        }
    }

    @Test
    void bytesOfAnotherEncodingBecomeReplacementCharacters() throws IOException {
        String path = Readings.file(directory, "latin.csv", "name,age\nZoë,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of(new Person("Zo\uFFFD", 1)), read(CsvSource.of(Person.class, path)));
    }

    @Test
    void compressedFilesAreUnpackedAndPlacesCountUnpackedBytes() throws IOException {
        byte[] text = "name,age\nAda,36\nBob,x\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(text);
        }
        for (String path : List.of(
                Readings.file(directory, "a.csv.gz", gzip.toByteArray()),
                Readings.file(directory, "b.csv.zst", Zstd.compress(text)))) {
            CsvSource<Person> source = CsvSource.of(Person.class, path).splitBytes(5);
            assertEquals(1, source.splits(8).size());
            assertTrue(failure(source).startsWith(path + " line 3 (byte 16), column age: expected a whole number"));
            assertEquals(List.of(new Person("Ada", 36)), read(source.badRows(BadRows.drop())));
        }
    }

    @Test
    void directoriesGiveColumns() throws IOException {
        record Sale(int amount, int year, String country, Double rate) {}
        Readings.file(directory, "sales/year=2018/country=N%4C/1.csv", "amount,country\n5,hidden\n");
        Readings.file(directory, "sales/year=2019/country=__HIVE_DEFAULT_PARTITION__/1.csv", "country,amount\nx,6\n");
        Readings.file(directory, "sales/year=2019/country=__HIVE_DEFAULT_PARTITION__/_SUCCESS", "");
        record Short(int amount, int year, String country) {}
        CsvSource<Short> source = CsvSource.of(Short.class, directory + "/sales");
        assertEquals(List.of(new Short(5, 2018, "NL"), new Short(6, 2019, null)), read(source));
        assertTrue(failure(CsvSource.of(Sale.class, directory + "/sales"))
                .contains("has no column rate for component rate of record"));
        Readings.file(directory, "sales/year=then/country=NL/1.csv", "amount\n7\n");
        assertTrue(failure(source).contains("the directory year=then of "));
    }

    @Test
    void directoriesGiveColumnsAlsoWithoutHeader() throws IOException {
        record Sale(int year, int amount, String note) {}
        Readings.file(directory, "plain/year=2018/1.csv", "5,x\n");
        assertEquals(
                List.of(new Sale(2018, 5, "x")),
                read(CsvSource.of(Sale.class, directory + "/plain")
                        .options(CsvOptions.standard().noHeader())));
    }

    @Test
    void placesNameFileLineAndByte() throws IOException {
        String path = file("name,age\r\n\"A\r\nB\",1\rBob,2\n\nCy,3");
        CsvSource<Person> source = CsvSource.of(Person.class, path);
        Split split = source.splits(1).get(0);
        try (RecordReader<Person> reader = source.open(split)) {
            assertEquals(3, reader.read(new Object[8]));
            assertEquals(path + " line 2 (byte 10)", reader.position(0));
            assertEquals(path + " line 4 (byte 19)", reader.position(1));
            assertEquals(path + " line 6 (byte 26)", reader.position(2));
            assertEquals(path + " line 2 (byte 10)", reader.position(0));
            assertEquals(0, reader.read(new Object[8]));
            assertEquals(0, reader.read(new Object[8]));
        }
    }

    @Test
    void rowsAreCountedWithoutBeingMade() throws IOException {
        String path = file("name,age\nAda,1\n\"B\nC\",2\n\nDee,3\n");
        for (CsvSource<?> source : List.of(CsvSource.lists(path), CsvSource.of(Person.class, path))) {
            try (RecordReader<?> reader = source.open(source.splits(1).get(0))) {
                assertEquals(1, reader.read(new Object[1]));
                assertEquals(2, assertInstanceOf(CountingReader.class, reader).countRemaining());
                assertEquals(0, reader.read(new Object[1]));
                assertEquals(0, ((CountingReader) reader).countRemaining());
            }
        }
    }

    @Test
    void countingLooksAtValuesOnlyIfBadOnesChangeTheCount() throws IOException {
        String text = "name,age\nAda,1\nBob,x\nCy,3\n";
        CsvSource<Person> failing = CsvSource.of(Person.class, file(text));
        assertEquals(3, counted(failing));
        assertEquals(2, counted(failing.badRows(BadRows.drop())));
        CsvSource<Person> ragged = CsvSource.of(Person.class, file("name,age\nAda,1\nBob\n"));
        assertThrows(DataException.class, () -> counted(ragged));
        assertEquals(2, counted(ragged.raggedRows(RaggedRows.FILL)));
        CsvSource<Person> malformed = CsvSource.of(Person.class, file("name,age\n\"Ada\"x,1\n"));
        assertThrows(DataException.class, () -> counted(malformed));
    }

    private static long counted(CsvSource<?> source) throws IOException {
        try (RecordReader<?> reader = source.open(source.splits(1).get(0))) {
            return ((CountingReader) reader).countRemaining();
        }
    }

    @Test
    void aFileThatGrewSinceItWasListedIsRefused() throws IOException {
        String path = file("name,age\nAda,1\n");
        CsvSource<Person> source = CsvSource.of(Person.class, path);
        Split split = source.splits(1).get(0);
        Files.writeString(Path.of(path), "Bob,2\n", StandardOpenOption.APPEND);
        String message = assertThrows(DataException.class, () -> Readings.one(source, split))
                .getMessage();
        assertTrue(message.contains("changed while it was being read: it had 15 bytes"), message);
    }

    @Test
    void aComponentTypeThatNoFieldHasIsRefusedAtOnce() {
        record Odd(List<String> tags) {}
        String message = assertThrows(VonkException.class, () -> CsvSource.of(Odd.class, "x.csv"))
                .getMessage();
        assertTrue(message.contains("component tags of record"), message);
        assertTrue(message.contains("java.util.List<java.lang.String>"), message);
    }

    @Test
    void recordsWithoutComponentsCountRows() throws IOException {
        record Nothing() {}
        assertEquals(
                2, read(CsvSource.of(Nothing.class, file("a,b\n1,2\n3,4\n"))).size());
    }

    @Test
    void everyDialectOfCommonsCsvIsRead() throws IOException {
        CsvOptions standard = CsvOptions.standard();
        List<Person> ada = List.of(new Person("Ada, L", 36));
        assertEquals(ada, read(dialect("name||age\nAda, L||36\n", standard.delimiter("||"))));
        assertEquals(ada, read(dialect("name,age\nAda\\, L,36\n", standard.escape('\\'))));
        assertEquals(ada, read(dialect("name,age\n'Ada, L',36\n", standard.quote('\''))));
        assertEquals(
                ada,
                read(dialect("name;age\nAda, L;36\n", standard.delimiter(";").quote(null))));
        assertEquals(ada, read(dialect("name , age\n \"Ada, L\" , 36 \n", standard.ignoreSurroundingSpaces(true))));
        assertEquals(ada, read(dialect("%x\nname,age\n%\n\"Ada, L\",36\n%", standard.comment('%'))));
        assertEquals(ada, read(dialect("name,age,\n\"Ada, L\",36,\n", standard.trailingDelimiter(true))));
        assertEquals(ada, read(dialect("name,age\n\" Ada, L \", 36\n", standard.trim(true))));
        assertEquals(ada, read(dialect("name→age\nAda, L→36\n", standard.delimiter("→"))));
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvOptions.of(
                        standard.toCommonsFormat().builder().setMaxRows(5).get()));
    }

    private CsvSource<Person> dialect(String text, CsvOptions options) throws IOException {
        return CsvSource.of(Person.class, file(text)).options(options);
    }

    @Test
    void disallowedDuplicatesAreRefused() throws IOException {
        var format = CsvOptions.standard()
                .toCommonsFormat()
                .builder()
                .setDuplicateHeaderMode(org.apache.commons.csv.DuplicateHeaderMode.DISALLOW)
                .get();
        assertTrue(failure(dialect("name,age,x,x\nAda,1,,\n", CsvOptions.of(format)))
                .contains("two columns with the name x"));
    }
}
