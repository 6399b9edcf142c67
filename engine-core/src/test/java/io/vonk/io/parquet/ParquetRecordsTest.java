package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Column;
import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.RecordWriter;
import io.vonk.io.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRecordsTest {
    @TempDir
    Path dir;

    private enum Colour {
        RED,
        GREEN
    }

    private record Inner(int a, String b) {}

    private record Everything(
            boolean flag,
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            Integer maybe,
            String text,
            @Column(precision = 9, scale = 2) BigDecimal small,
            @Column(precision = 18, scale = 4) BigDecimal middle,
            BigDecimal large,
            BigInteger integer,
            LocalDate date,
            LocalTime time,
            Instant instant,
            LocalDateTime local,
            UUID id,
            Colour colour,
            List<Integer> numbers,
            List<List<String>> lists,
            Map<String, Inner> map,
            Inner inner,
            Optional<String> optional,
            List<Optional<Inner>> optionals) {}

    private static Everything everything(int n) {
        return new Everything(
                n % 2 == 0,
                (byte) n,
                (short) -n,
                n * 31,
                n * 1_000_000_007L,
                n / 3f,
                n / 7.0,
                n % 3 == 0 ? null : n,
                n % 5 == 0 ? null : "text " + n % 50 + " žluťoučký 🐎",
                n % 4 == 0 ? null : BigDecimal.valueOf(n * 7L - 999, 2),
                BigDecimal.valueOf(n * 123_456_789L, 4),
                new BigDecimal("-12345678901234567890.123456789012345678").add(BigDecimal.valueOf(n)),
                BigInteger.valueOf(n).pow(7).negate(),
                LocalDate.ofEpochDay(n - 1000),
                LocalTime.ofNanoOfDay(n * 1_000_000_000L + 1000),
                Instant.ofEpochSecond(n - 500, 123_456_000),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59).plusSeconds(n),
                new UUID(n * 77L, -n),
                Colour.values()[n % 2],
                n % 6 == 0 ? null : n % 6 == 1 ? List.of() : Arrays.asList(n, null, n + 1),
                n % 7 == 0 ? null : List.of(List.of(), List.of("a" + n), List.of("b", "c")),
                n % 8 == 0 ? null : new LinkedHashMap<>(Map.of("k" + n, new Inner(n, null))),
                n % 9 == 0 ? null : new Inner(n, "in"),
                n % 2 == 0 ? Optional.empty() : Optional.of("there"),
                List.of(Optional.empty(), Optional.of(new Inner(1, "x"))));
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfAllTypesComeBackEqualWithEveryCodec(ParquetCodec codec) throws IOException {
        List<Everything> records = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            records.add(everything(i));
        }
        ParquetWriteOptions options =
                ParquetWriteOptions.DEFAULT.withCodec(codec).withRowGroupBytes(100_000);
        Path file = ParquetFiles.write(
                dir.resolve("all" + codec.extension()), ParquetSink.records(Everything.class, options), records);
        assertEquals(records, ParquetFiles.records(file, Everything.class));
        ParquetSource<Everything> source = ParquetSource.records(
                new LocalFileSystem(), List.of(file.toString()), Everything.class, ParquetReadOptions.DEFAULT);
        assertTrue(source.splits(8).size() >= 3, "several row groups");
        assertEquals(records, ParquetFiles.readAll(source.decodedByLibrary()));
    }

    @Test
    void rowsOfAllTypesComeBackEqual() throws IOException {
        Schema schema = Schema.of(
                Field.of("u8", DataType.UINT8),
                Field.of("u16", DataType.UINT16),
                Field.of("u32", DataType.UINT32),
                Field.of("u64", DataType.UINT64),
                Field.of("half", DataType.FLOAT16),
                Field.of("bytes", DataType.BYTES),
                Field.of("fixed", new DataType.FixedBytes(3)),
                Field.of("json", DataType.JSON),
                Field.of("bson", DataType.BSON),
                Field.of("timeMillis", new DataType.Time(DataType.Resolution.MILLIS)),
                Field.of("timeNanos", new DataType.Time(DataType.Resolution.NANOS)),
                Field.of("millis", new DataType.Timestamp(DataType.Resolution.MILLIS, true)),
                Field.of("nanos", new DataType.Timestamp(DataType.Resolution.NANOS, true)),
                Field.of("localNanos", new DataType.Timestamp(DataType.Resolution.NANOS, false)),
                Field.of("struct", DataType.struct(Field.of("x", DataType.BYTES), Field.required("y", DataType.INT8))),
                Field.of("map", DataType.mapOf(DataType.INT64, DataType.listOf(DataType.DATE))));
        Schema inner = ((DataType.Struct) schema.field("struct").type()).schema();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Object[] values = {
                (short) (i % 256),
                65_535 - i,
                4_294_967_295L - i,
                BigInteger.ONE.shiftLeft(64).subtract(BigInteger.valueOf(i + 1)),
                i / 4f,
                new byte[] {(byte) i, 0, -1},
                new byte[] {1, 2, (byte) i},
                "{\"a\":" + i + "}",
                new byte[] {5, 0, 0, 0, 0},
                LocalTime.ofNanoOfDay(i * 1_000_000L),
                LocalTime.ofNanoOfDay(i),
                Instant.ofEpochMilli(-i),
                Instant.ofEpochSecond(-5, i),
                LocalDateTime.of(2024, 2, 29, 12, 0, 0, i),
                Row.of(inner, new byte[] {(byte) i}, (byte) -i),
                new LinkedHashMap<>(Map.of((long) i, Arrays.asList(LocalDate.ofEpochDay(i), null)))
            };
            if (i % 10 < 9) {
                values[i % values.length] = null;
            }
            rows.add(Row.of(schema, values));
        }
        Path file = ParquetFiles.write(
                dir.resolve("rows.parquet"), ParquetSink.rows(schema, ParquetWriteOptions.DEFAULT), rows);
        assertEquals(schema, ParquetFiles.schema(file));
        assertEquals(rows, ParquetFiles.rows(file));
    }

    private record Flat(
            boolean flag,
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            Boolean flagOrNull,
            Integer intOrNull,
            Long longOrNull,
            Double doubleOrNull,
            String text,
            @Column(precision = 18, scale = 4) BigDecimal decimal,
            LocalDate date,
            LocalTime time,
            Instant instant,
            LocalDateTime local,
            UUID id,
            Colour colour,
            Optional<String> optional) {}

    private static Flat flat(int n) {
        Everything all = everything(n);
        return new Flat(
                all.flag,
                all.b,
                all.s,
                all.i,
                all.l,
                all.f,
                all.d,
                n % 3 == 0 ? null : n % 2 == 0,
                all.maybe,
                n % 11 < 3 ? null : (Long) (n * 3_000_000_000L),
                n % 13 < 5 ? null : (Double) (n % 17 / 4.0),
                n % 100 < 50 ? all.text : n % 3 == 0 ? "" : "same",
                all.middle,
                n % 10 == 0 ? null : all.date,
                all.time,
                all.instant,
                n % 12 == 0 ? null : all.local.plusNanos(n * 1_000L),
                all.id,
                all.colour,
                all.optional);
    }

    @Test
    void flatRecordsAreWrittenToTheByteAsParquetsLibraryWritesThem() throws IOException {
        // Pages and row groups end by rows: where they end by their size, the library only estimates it.
        ParquetSink<Flat> sink =
                ParquetSink.records(Flat.class, ParquetWriteOptions.DEFAULT.withBloomFilters("l", "text"));
        ByteArrayOutputStream direct = new ByteArrayOutputStream();
        ByteArrayOutputStream byLibrary = new ByteArrayOutputStream();
        try (RecordWriter<Flat> one = sink.open(direct);
                RecordWriter<Flat> other = sink.writtenByLibrary().open(byLibrary)) {
            for (int i = 0; i < 50_000; i++) {
                one.write(flat(i));
                other.write(flat(i));
            }
        }
        assertArrayEquals(byLibrary.toByteArray(), direct.toByteArray());
    }

    private record Moment(LocalDateTime at) {}

    @Test
    void flatValuesThatDoNotFitAreRefusedAsParquetsLibraryRefusesThem() throws IOException {
        for (LocalDateTime at : List.of(LocalDateTime.of(2020, 1, 1, 0, 0, 0, 1), LocalDateTime.MAX)) {
            ParquetSink<Moment> sink = ParquetSink.records(Moment.class, ParquetWriteOptions.DEFAULT);
            List<String> messages = new ArrayList<>();
            for (ParquetSink<Moment> each : List.of(sink, sink.writtenByLibrary())) {
                try (RecordWriter<Moment> writer = each.open(new ByteArrayOutputStream())) {
                    messages.add(assertThrows(DataException.class, () -> writer.write(new Moment(at)))
                            .getMessage());
                }
            }
            assertEquals(messages.get(1), messages.get(0));
        }
    }

    private record Wide(int a, long b, String c, double d, Inner e) {}

    private record Narrow(String c, Part e) {}

    private record Part(String b) {}

    @Test
    void onlyTheColumnsThatARecordNamesAreRead() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("wide.parquet"),
                ParquetSink.records(Wide.class, ParquetWriteOptions.DEFAULT),
                List.of(new Wide(1, 2, "three", 4, new Inner(5, "six"))));
        assertEquals(List.of(new Narrow("three", new Part("six"))), ParquetFiles.records(file, Narrow.class));
    }

    @Test
    void rowsHaveTheColumnsAskedForInThatOrder() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("wide.parquet"),
                ParquetSink.records(Wide.class, ParquetWriteOptions.DEFAULT),
                List.of(new Wide(1, 2, "three", 4, null)));
        List<Row> rows = ParquetFiles.rows(file, ParquetReadOptions.DEFAULT.withColumns("d", "A"));
        assertEquals(
                List.of(Row.of(
                        Schema.of(Field.required("d", DataType.DOUBLE), Field.required("a", DataType.INT32)), 4.0, 1)),
                rows);
    }

    private record Wider(long a, long b, BigDecimal d2, double a2) {}

    private record Source(int a, short b, int d2, int a2) {}

    @Test
    void widerComponentsTakeNarrowerColumns() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("narrow.parquet"),
                ParquetSink.records(Source.class, ParquetWriteOptions.DEFAULT),
                List.of(new Source(1, (short) 2, 3, 4)));
        assertEquals(List.of(new Wider(1, 2, BigDecimal.valueOf(3), 4.0)), ParquetFiles.records(file, Wider.class));
    }

    private record LongId(long id) {}

    private record IntId(int id) {}

    @Test
    void narrowerIntegerComponentTakesValuesThatFitAndNamesThePlaceOfOneThatDoesNot() throws IOException {
        ParquetSink<LongId> sink = ParquetSink.records(LongId.class, ParquetWriteOptions.DEFAULT);
        Path good = ParquetFiles.write(dir.resolve("good.parquet"), sink, List.of(new LongId(7), new LongId(-8)));
        assertEquals(List.of(new IntId(7), new IntId(-8)), ParquetFiles.records(good, IntId.class));
        Path bad = ParquetFiles.write(dir.resolve("bad.parquet"), sink, List.of(new LongId(7), new LongId(1L << 40)));
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.records(bad, IntId.class));
        assertTrue(e.getMessage().contains("bad.parquet row group 0 row 1"), e.getMessage());
        assertTrue(e.getMessage().contains("1099511627776"), e.getMessage());
    }

    private record MaybeId(Integer id, String other) {}

    private record NeedsBoth(int id, String missing) {}

    private record OptionalMissing(Integer id, Optional<String> missing) {}

    @Test
    void missingColumnIsAnErrorUnlessOptionalOrAllowed() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("ids.parquet"),
                ParquetSink.records(IntId.class, ParquetWriteOptions.DEFAULT),
                List.of(new IntId(1)));
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.records(file, NeedsBoth.class));
        assertTrue(e.getMessage().contains("nothing for component missing"), e.getMessage());
        assertEquals(
                List.of(new OptionalMissing(1, Optional.empty())), ParquetFiles.records(file, OptionalMissing.class));
        assertEquals(
                List.of(new NeedsBoth(1, null)),
                ParquetFiles.records(file, NeedsBoth.class, ParquetReadOptions.DEFAULT.withMissingColumnsAsNull()));
    }

    @Test
    void nullInPrimitiveComponentNamesColumnAndPlace() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("nulls.parquet"),
                ParquetSink.records(MaybeId.class, ParquetWriteOptions.DEFAULT),
                List.of(new MaybeId(1, "a"), new MaybeId(2, "b"), new MaybeId(null, "c")));
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.records(file, IntId.class));
        assertTrue(e.getMessage().contains("nulls.parquet row group 0 row 2"), e.getMessage());
        assertTrue(e.getMessage().contains("column id is null"), e.getMessage());
    }

    private record TextId(String id) {}

    @Test
    void typeThatDoesNotFitIsRefusedBeforeAnyTaskRuns() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("ids.parquet"),
                ParquetSink.records(IntId.class, ParquetWriteOptions.DEFAULT),
                List.of(new IntId(1)));
        ParquetSource<TextId> source = ParquetSource.records(
                new LocalFileSystem(), List.of(file.toString()), TextId.class, ParquetReadOptions.DEFAULT);
        DataException e = assertThrows(DataException.class, () -> source.splits(1));
        assertTrue(e.getMessage().contains("column id has type INT32"), e.getMessage());
    }

    @Test
    void positionNamesFileRowGroupAndRow() throws IOException {
        List<LongId> records = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            records.add(new LongId(i * 1_000_003L));
        }
        Path file = ParquetFiles.write(
                dir.resolve("rows.parquet"),
                ParquetSink.records(LongId.class, ParquetWriteOptions.DEFAULT.withRowGroupBytes(10_000)),
                records);
        ParquetSource<LongId> source = ParquetSource.records(
                new LocalFileSystem(), List.of(file.toString()), LongId.class, ParquetReadOptions.DEFAULT);
        List<? extends Split> splits = source.splits(1000);
        assertTrue(splits.size() > 1, "several row groups");
        Object[] batch = new Object[10];
        try (RecordReader<LongId> reader = source.open(splits.get(1))) {
            reader.read(batch);
            int count = reader.read(batch);
            assertEquals(10, count);
            assertEquals(file + " row group 1 row 13", reader.position(3));
        }
    }

    @Test
    void emptyFileHasNoSplitsAndKeepsItsSchema() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("empty.parquet"), ParquetSink.records(Wide.class, ParquetWriteOptions.DEFAULT), List.of());
        assertEquals(List.of(), ParquetFiles.records(file, Wide.class));
        assertEquals(List.of("a", "b", "c", "d", "e"), ParquetFiles.schema(file).names());
    }
}
