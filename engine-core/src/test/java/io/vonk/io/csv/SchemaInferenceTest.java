package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import io.vonk.io.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaInferenceTest {
    @TempDir
    Path directory;

    private CsvSource<Row> rows(String text) throws IOException {
        return CsvSource.rows(Readings.file(directory, "in.csv", text));
    }

    private DataType typeOf(String... values) throws IOException {
        return rows("x,y\n" + String.join(",\n", values) + ",\n")
                .schema()
                .field("x")
                .type();
    }

    @Test
    void theMostSpecialTypeOfAllValuesIsChosen() throws IOException {
        assertEquals(DataType.BOOLEAN, typeOf("true", "FALSE", ""));
        assertEquals(DataType.INT64, typeOf("1", "", "-7", "9000000000"));
        assertEquals(DataType.INT64, typeOf("1", "0"));
        assertEquals(DataType.DOUBLE, typeOf("1", "1.5"));
        assertEquals(DataType.DOUBLE, typeOf("1e3", "NaN"));
        assertEquals(DataType.DATE, typeOf("2018-01-31"));
        assertEquals(DataType.LOCAL_TIMESTAMP, typeOf("2018-01-31 10:00:00", "2018-01-31T10:00"));
        assertEquals(DataType.TIMESTAMP, typeOf("2018-01-31T10:00:00Z", "2018-01-31T10:00:00+01:00"));
        assertEquals(DataType.STRING, typeOf("2018-01-31", "2018-01-31 10:00:00"));
        assertEquals(DataType.STRING, typeOf("1", "x"));
        assertEquals(DataType.STRING, typeOf("true", "1"));
        assertEquals(DataType.STRING, typeOf("01234"));
        assertEquals(DataType.STRING, typeOf("", ""));
    }

    @Test
    void rowsHaveTheValuesOfTheInferredTypes() throws IOException {
        CsvSource<Row> source = rows(
                "b,i,d,day,at,then,s\ntrue,1,1.5,2018-01-31,2018-01-31 10:00:00,2018-01-31T10:00:00Z,x\n" + ",,,,,,\n");
        Schema schema = source.schema();
        assertEquals(List.of("b", "i", "d", "day", "at", "then", "s"), schema.names());
        assertEquals(
                List.of(
                        Row.of(
                                schema,
                                true,
                                1L,
                                1.5,
                                LocalDate.of(2018, 1, 31),
                                LocalDateTime.of(2018, 1, 31, 10, 0),
                                Instant.parse("2018-01-31T10:00:00Z"),
                                "x"),
                        Row.of(schema, null, null, null, null, null, null, "")),
                Readings.all(source));
    }

    @Test
    void allFilesAreLookedAtAndDirectoriesAreColumns() throws IOException {
        Readings.file(directory, "t/year=2018/1.csv", "x,y\n1,a\n");
        Readings.file(directory, "t/year=2019/1.csv", "y,x\nb,2.5\n");
        CsvSource<Row> source = CsvSource.rows(directory + "/t");
        Schema schema = Schema.of(
                Field.of("x", DataType.DOUBLE), Field.of("y", DataType.STRING), Field.of("year", DataType.INT64));
        assertEquals(schema, source.schema());
        assertEquals(List.of(Row.of(schema, 1.0, "a", 2018L), Row.of(schema, 2.5, "b", 2019L)), Readings.all(source));
    }

    @Test
    void filesWithoutHeaderHaveNumberedColumns() throws IOException {
        CsvSource<Row> source = rows("1,a\n2,b\n").options(CsvOptions.standard().noHeader());
        assertEquals(List.of("c1", "c2"), source.schema().names());
        assertEquals(Row.of(source.schema(), 2L, "b"), Readings.all(source).get(1));
    }

    @Test
    void aLaterValueOfAnotherTypeIsBad() throws IOException {
        StringBuilder text = new StringBuilder("x\n");
        for (int i = 0; i < 1_000; i++) {
            text.append(i).append('\n');
        }
        CsvSource<Row> source = rows(text + "oops\n");
        String message =
                assertThrows(DataException.class, () -> Readings.all(source)).getMessage();
        assertTrue(
                message.contains("line 1,002 (byte 3,892), column x: expected a whole number of type long"), message);
        assertEquals(1_000, Readings.all(source.badRows(BadRows.drop())).size());
    }

    @Test
    void theSchemaIsInferredOnceAndTravelsWithTheSplits() throws IOException {
        CsvSource<Row> source = rows("x\n" + "1\n".repeat(100)).splitBytes(20);
        List<Row> rows = new ArrayList<>();
        for (Split split : source.splits(1)) {
            rows.addAll(Readings.one(source, split));
        }
        assertEquals(100, rows.size());
        assertEquals(DataType.INT64, rows.get(99).schema().field(0).type());
    }

    @Test
    void aGivenSchemaIsFollowed() throws IOException {
        Schema schema = Schema.of(
                Field.of("AMOUNT", DataType.decimal(9, 2)),
                Field.required("id", DataType.INT32),
                Field.of("code", DataType.STRING));
        String path = Readings.file(directory, "in.csv", "id,code,amount\n1,007,1.50\n");
        CsvSource<Row> source = CsvSource.rows(schema, path);
        assertEquals(
                "{AMOUNT=1.50, id=1, code=007}", Readings.all(source).get(0).toString());
        Readings.file(directory, "in.csv", "id,code,amount\n,007,1.50\n");
        String message =
                assertThrows(DataException.class, () -> Readings.all(source)).getMessage();
        assertTrue(message.contains("column id: expected a value: the column is not nullable"), message);
        assertThrows(VonkException.class, () -> CsvSource.rows(Schema.of(Field.of("x", DataType.BYTES)), path));
    }

    @Test
    void nothingToInferFromIsAnError() throws IOException {
        assertTrue(assertThrows(DataException.class, () -> rows("").schema())
                .getMessage()
                .startsWith("no schema can be inferred from"));
        assertTrue(assertThrows(DataException.class, () -> rows("a,,c\n1,2,3\n").schema())
                .getMessage()
                .contains("column number 2 has no name of its own"));
        assertTrue(
                assertThrows(DataException.class, () -> rows("a,b\n\"1\"x,2\n").schema())
                        .getMessage()
                        .contains("cannot be inferred, because a row is bad"));
        assertThrows(IllegalStateException.class, () -> CsvSource.lists("x.csv").schema());
    }
}
