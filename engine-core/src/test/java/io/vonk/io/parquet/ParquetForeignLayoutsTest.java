package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.data.Column;
import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.io.RecordWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other programs write, or wrote years ago, and this one never does. */
class ParquetForeignLayoutsTest {
    @TempDir
    Path dir;

    private interface Content {
        void write(int record, RecordConsumer to);
    }

    private Path write(String schema, int records, Content content) throws IOException {
        return write(schema, records, true, content);
    }

    private Path write(String schema, int records, boolean dictionary, Content content) throws IOException {
        Path file = dir.resolve("foreign.parquet");
        ParquetFileBuilder.Format format = new ParquetFileBuilder.Format(
                MessageTypeParser.parseMessageType(schema),
                ParquetCodec.SNAPPY,
                1 << 20,
                ParquetProperties.builder().withDictionaryEncoding(dictionary).build(),
                true);
        Files.deleteIfExists(file);
        try (RecordWriter<Integer> writer = ParquetFileBuilder.open(
                Files.newOutputStream(file),
                format,
                RowFiller.nested(format.schema(), (Integer record, RecordConsumer to) -> content.write(record, to)))) {
            for (int i = 0; i < records; i++) {
                writer.write(i);
            }
        }
        ParquetFiles.assertLibraryDecodesTheSame(file);
        return file;
    }

    private static void field(RecordConsumer to, String name, int index, Runnable content) {
        to.startField(name, index);
        content.run();
        to.endField(name, index);
    }

    private static void group(RecordConsumer to, Runnable content) {
        to.startGroup();
        content.run();
        to.endGroup();
    }

    private static Binary int96(long nanosOfDay, int julianDay) {
        return Binary.fromConstantByteArray(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(nanosOfDay)
                .putInt(julianDay)
                .array());
    }

    private record Stamp(Instant at) {}

    @Test
    void int96TimestampsAreInstants() throws IOException {
        for (boolean dictionary : new boolean[] {true, false}) {
            Path file = write("message m { optional int96 at; }", 3, dictionary, (n, to) -> {
                if (n < 2) {
                    field(to, "at", 0, () -> to.addBinary(int96(3_600_000_000_000L + n, 2_440_588 - n)));
                }
            });
            List<Stamp> expected = List.of(
                    new Stamp(Instant.parse("1970-01-01T01:00:00Z")),
                    new Stamp(Instant.parse("1969-12-31T01:00:00.000000001Z")),
                    new Stamp(null));
            assertEquals(expected, ParquetFiles.records(file, Stamp.class));
            assertEquals(
                    expected.subList(1, 2),
                    ParquetFiles.records(
                            file, Stamp.class, ParquetReadOptions.DEFAULT.withFilter(Filter.lt("at", Instant.EPOCH))));
        }
    }

    private static Row list(DataType element, boolean elementNullable, boolean listNullable, Object... elements) {
        Schema schema = Schema.of(new Field("l", new DataType.ListOf(element, elementNullable), listNullable));
        return Row.of(schema, elements == null ? null : Arrays.asList(elements));
    }

    @Test
    void listOfTwoLevelsHasRequiredElements() throws IOException {
        Path file = write("message m { optional group l (LIST) { repeated int32 element; } }", 3, (n, to) -> {
            if (n < 2) {
                field(
                        to,
                        "l",
                        0,
                        () -> group(to, () -> {
                            if (n == 0) {
                                field(to, "element", 0, () -> {
                                    to.addInteger(1);
                                    to.addInteger(2);
                                });
                            }
                        }));
            }
        });
        assertEquals(
                List.of(
                        list(DataType.INT32, false, true, 1, 2),
                        list(DataType.INT32, false, true),
                        list(DataType.INT32, false, true, (Object[]) null)),
                ParquetFiles.rows(file));
    }

    @Test
    void repeatedGroupNamedArrayOrTupleIsTheElementItself() throws IOException {
        for (String name : List.of("array", "l_tuple")) {
            Path file = write(
                    "message m { optional group l (LIST) { repeated group " + name + " { required int32 x; } } }",
                    1,
                    (n, to) -> field(
                            to,
                            "l",
                            0,
                            () -> group(
                                    to,
                                    () -> field(to, name, 0, () -> {
                                        group(to, () -> field(to, "x", 0, () -> to.addInteger(7)));
                                        group(to, () -> field(to, "x", 0, () -> to.addInteger(8)));
                                    }))));
            Schema element = Schema.of(Field.required("x", DataType.INT32));
            assertEquals(
                    List.of(list(new DataType.Struct(element), false, true, Row.of(element, 7), Row.of(element, 8))),
                    ParquetFiles.rows(file));
        }
    }

    @Test
    void listInHivesSpellingHasThreeLevels() throws IOException {
        Path file = write(
                "message m { optional group l (LIST) { repeated group bag { optional int32 array_element; } } }",
                1,
                (n, to) -> field(
                        to,
                        "l",
                        0,
                        () -> group(
                                to,
                                () -> field(to, "bag", 0, () -> {
                                    group(to, () -> field(to, "array_element", 0, () -> to.addInteger(7)));
                                    group(to, () -> {});
                                }))));
        assertEquals(List.of(list(DataType.INT32, true, true, 7, null)), ParquetFiles.rows(file));
    }

    private record Bare(List<Integer> x, Inside g) {}

    private record Inside(List<String> y) {}

    @Test
    void repeatedFieldWithoutAnnotationIsAListThatMayBeEmptyButNotNull() throws IOException {
        Path file = write(
                "message m { repeated int32 x; required group g { repeated binary y (STRING); } }", 2, (n, to) -> {
                    if (n == 0) {
                        field(to, "x", 0, () -> {
                            to.addInteger(1);
                            to.addInteger(2);
                        });
                    }
                    field(
                            to,
                            "g",
                            1,
                            () -> group(to, () -> {
                                if (n == 1) {
                                    field(to, "y", 0, () -> to.addBinary(Binary.fromString("s")));
                                }
                            }));
                });
        assertEquals(
                List.of(new Bare(List.of(1, 2), new Inside(List.of())), new Bare(List.of(), new Inside(List.of("s")))),
                ParquetFiles.records(file, Bare.class));
    }

    private record OldMap(Map<String, Integer> m) {}

    @Test
    void mapWithTheOldAnnotationIsAMap() throws IOException {
        Path file = write(
                "message m { optional group m (MAP_KEY_VALUE) { repeated group map { required binary key (UTF8);"
                        + " optional int32 value; } } }",
                1,
                (n, to) -> field(
                        to,
                        "m",
                        0,
                        () -> group(
                                to,
                                () -> field(
                                        to,
                                        "map",
                                        0,
                                        () -> group(to, () -> {
                                            field(to, "key", 0, () -> to.addBinary(Binary.fromString("k")));
                                            field(to, "value", 1, () -> to.addInteger(5));
                                        })))));
        assertEquals(List.of(new OldMap(Map.of("k", 5))), ParquetFiles.records(file, OldMap.class));
    }

    private record Text(String s, byte[] b) {}

    @Test
    void bytesWithoutAnnotationAreBytesOrTextAsTheRecordSays() throws IOException {
        Path file = write("message m { required binary s; required binary b (UTF8); }", 1, (n, to) -> {
            field(to, "s", 0, () -> to.addBinary(Binary.fromString("žluť")));
            field(to, "b", 1, () -> to.addBinary(Binary.fromString("x")));
        });
        Text text = ParquetFiles.records(file, Text.class).get(0);
        assertEquals("žluť", text.s());
        assertArrayEquals(new byte[] {'x'}, text.b());
        assertArrayEquals("žluť".getBytes(StandardCharsets.UTF_8), (byte[])
                ParquetFiles.rows(file).get(0).get("s"));
    }

    @Test
    void decimalsAreReadFromEveryPhysicalType() throws IOException {
        Path file = write(
                "message m { required int32 a (DECIMAL(5, 2)); required int64 b (DECIMAL(5, 2));"
                        + " required binary c (DECIMAL(5, 2)); required fixed_len_byte_array(3) d (DECIMAL(5, 2)); }",
                1,
                (n, to) -> {
                    field(to, "a", 0, () -> to.addInteger(-12345));
                    field(to, "b", 1, () -> to.addLong(-12345));
                    field(to, "c", 2, () -> to.addBinary(Binary.fromConstantByteArray(new byte[] {-49, -57})));
                    field(to, "d", 3, () -> to.addBinary(Binary.fromConstantByteArray(new byte[] {-1, -49, -57})));
                });
        Row row = ParquetFiles.rows(file).get(0);
        for (String name : List.of("a", "b", "c", "d")) {
            assertEquals(new BigDecimal("-123.45"), row.get(name), name);
        }
    }

    private record Dotted(@Column("a.b") int dotted, int a) {}

    @Test
    void nameWithDotsIsNoNesting() throws IOException {
        Path file = write("message m { required int32 a.b; required int32 a; }", 3, (n, to) -> {
            field(to, "a.b", 0, () -> to.addInteger(n));
            field(to, "a", 1, () -> to.addInteger(-n));
        });
        assertEquals(
                List.of(new Dotted(2, -2)),
                ParquetFiles.records(file, Dotted.class, ParquetReadOptions.DEFAULT.withFilter(Filter.gt("a.b", 1))));
    }
}
