package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Column;
import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DuckDB reads what is written here, and what DuckDB writes is read here; every value is compared. */
class ParquetDuckDbTest {
    @TempDir
    Path dir;

    private Connection duckDb;

    @BeforeEach
    void open() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET threads = 1");
        }
    }

    @AfterEach
    void close() throws SQLException {
        duckDb.close();
    }

    private static final Schema INNER = Schema.of(Field.of("x", DataType.INT32), Field.of("y", DataType.STRING));

    private static final Schema ALL = Schema.of(
            Field.of("flag", DataType.BOOLEAN),
            Field.of("i8", DataType.INT8),
            Field.of("i16", DataType.INT16),
            Field.of("i32", DataType.INT32),
            Field.of("i64", DataType.INT64),
            Field.of("u8", DataType.UINT8),
            Field.of("u16", DataType.UINT16),
            Field.of("u32", DataType.UINT32),
            Field.of("u64", DataType.UINT64),
            Field.of("f32", DataType.FLOAT),
            Field.of("f64", DataType.DOUBLE),
            Field.of("text", DataType.STRING),
            Field.of("kind", DataType.ENUM),
            Field.of("bytes", DataType.BYTES),
            Field.of("small", DataType.decimal(9, 3)),
            Field.of("middle", DataType.decimal(18, 0)),
            Field.of("large", DataType.decimal(38, 10)),
            Field.of("day", DataType.DATE),
            Field.of("time", DataType.TIME),
            Field.of("millis", new DataType.Timestamp(DataType.Resolution.MILLIS, true)),
            Field.of("micros", DataType.TIMESTAMP),
            Field.of("local", DataType.LOCAL_TIMESTAMP),
            Field.of("localNanos", new DataType.Timestamp(DataType.Resolution.NANOS, false)),
            Field.of("id", DataType.UUID),
            Field.of("list", DataType.listOf(DataType.INT64)),
            Field.of("lists", DataType.listOf(DataType.listOf(DataType.STRING))),
            Field.of("struct", new DataType.Struct(INNER)),
            Field.of("structs", DataType.listOf(new DataType.Struct(INNER))),
            Field.of("map", DataType.mapOf(DataType.STRING, DataType.DOUBLE)),
            Field.of("mapOfStructs", DataType.mapOf(DataType.INT32, new DataType.Struct(INNER))));

    private static Row row(int n) {
        Object[] values = {
            n % 2 == 0,
            (byte) n,
            (short) -n,
            n * 1_000_003,
            n * -1_000_000_000_007L,
            (short) (n % 256),
            65_535 - n,
            4_294_967_295L - n,
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.valueOf(n + 1)),
            n / 3f,
            n == 5 ? Double.NaN : n / 7.0,
            "text " + n % 20 + " ž🐎",
            "KIND_" + n % 3,
            new byte[] {(byte) n, 0, -1},
            BigDecimal.valueOf(n * 7L - 999, 3),
            BigDecimal.valueOf(-n * 123_456_789_012L, 0),
            new BigDecimal("-1234567890123456789.0123456789").add(BigDecimal.valueOf(n)),
            LocalDate.of(1960, 1, 1).plusDays(n * 37L),
            LocalTime.of(0, 0).plusSeconds(n * 7L).plusNanos(1000L * n),
            Instant.ofEpochMilli(n * 86_400_123L - 1_000_000_000L),
            Instant.ofEpochSecond(n * -86_400L, 123_456_000),
            LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_999_000).plusSeconds(n),
            LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_999_999).plusSeconds(n),
            new UUID(n * 1_000_000_007L, -n),
            n % 4 == 1 ? List.of() : Arrays.asList((long) n, null, 3L),
            List.of(List.of(), List.of("a" + n, "b"), Arrays.asList("c", null)),
            Row.of(INNER, n, n % 5 == 0 ? null : "in"),
            Arrays.asList(Row.of(INNER, n, "one"), null, Row.of(INNER, null, null)),
            new LinkedHashMap<>(Map.of("k" + n, n / 2.0)),
            new LinkedHashMap<>(Map.of(n, Row.of(INNER, n, "v")))
        };
        if (n % 3 == 0) {
            values[n / 3 % values.length] = null;
        }
        return Row.of(ALL, values);
    }

    private static List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i));
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void duckDbReadsWhatIsWrittenHere(ParquetCodec codec) throws IOException, SQLException {
        List<Row> rows = rows(700);
        Path file = ParquetFiles.write(
                dir.resolve("vonk.parquet"),
                ParquetSink.rows(
                        ALL,
                        ParquetWriteOptions.DEFAULT
                                .withCodec(codec)
                                .withRowGroupBytes(50_000)
                                .withPageBytes(2_000)),
                rows);
        assertEquals(expected(rows), query("SELECT * FROM read_parquet('" + file + "')"));
    }

    @Test
    void duckDbReadsVersionTwoPages() throws IOException, SQLException {
        List<Row> rows = rows(700);
        ParquetSink<Row> sink = ParquetSink.rows(ALL, ParquetWriteOptions.DEFAULT);
        Path file = ParquetFiles.write(
                dir.resolve("vonk2.parquet"),
                sink,
                sink.properties()
                        .withWriterVersion(org.apache.parquet.column.ParquetProperties.WriterVersion.PARQUET_2_0)
                        .build(),
                rows);
        assertEquals(expected(rows), query("SELECT * FROM read_parquet('" + file + "')"));
    }

    @Test
    void duckDbFindsRowsByOurStatisticsAndBloomFilters() throws IOException, SQLException {
        Path file = ParquetFiles.write(
                dir.resolve("bloom.parquet"),
                ParquetSink.rows(
                        ALL,
                        ParquetWriteOptions.DEFAULT.withRowGroupBytes(50_000).withBloomFilters("i64", "text")),
                rows(700));
        assertEquals(
                expected(List.of(row(123))),
                query("SELECT * FROM read_parquet('" + file + "') WHERE i64 = " + 123 * -1_000_000_000_007L));
        assertEquals(List.of(), query("SELECT * FROM read_parquet('" + file + "') WHERE text = 'none of these'"));
    }

    /** Copies our file by DuckDB, so that DuckDB's own writer has written all values, and reads that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMPRESSION uncompressed",
                "COMPRESSION snappy",
                "COMPRESSION gzip",
                "COMPRESSION zstd",
                "COMPRESSION lz4_raw",
                "PARQUET_VERSION v2",
                "PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1",
                "ROW_GROUP_SIZE 2048"
            })
    void whatDuckDbWritesIsReadHere(String options) throws IOException, SQLException {
        List<Row> rows = rows(3000);
        Path ours = ParquetFiles.write(
                dir.resolve("ours.parquet"), ParquetSink.rows(ALL, ParquetWriteOptions.DEFAULT), rows);
        Path theirs = dir.resolve("theirs.parquet");
        execute("COPY (SELECT * FROM read_parquet('" + ours + "')) TO '" + theirs + "' (FORMAT parquet, " + options
                + ")");
        List<Row> read = ParquetFiles.rows(theirs);
        assertEquals(rows.size(), read.size());
        for (int i = 0; i < rows.size(); i++) {
            assertEquals(
                    normalized(valuesOf(rows.get(i))).toString(),
                    normalized(valuesOf(read.get(i))).toString(),
                    "row " + i);
        }
        ParquetFiles.assertLibraryDecodesTheSame(theirs);
    }

    private record Trip(
            int id,
            Double fare,
            @Column("payment_type") String payment,
            LocalDateTime pickup,
            List<Double> extras,
            Part part) {}

    private record Part(Long a) {}

    @Test
    void recordsAndFiltersWorkOnDuckDbFiles() throws IOException, SQLException {
        Path file = dir.resolve("trips.parquet");
        execute("COPY (SELECT i::INTEGER AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE i / 4.0 END AS fare, "
                + "'p' || (i % 4) AS payment_type, TIMESTAMP '2020-01-01' + to_seconds(i) AS Pickup, "
                + "[i / 2.0, NULL] AS extras, {'a': i, 'b': 'unused'} AS part FROM range(20000) t(i)) TO '"
                + file + "' (FORMAT parquet, ROW_GROUP_SIZE 4096)");
        Filter filter = Filter.ge("id", 9_000)
                .and(Filter.lt("id", 9_100))
                .and(Filter.notNull("fare"))
                .and(Filter.in("payment_type", "p1", "p3"));
        List<Trip> trips = ParquetFiles.records(file, Trip.class, ParquetReadOptions.DEFAULT.withFilter(filter));
        List<Trip> expected = new ArrayList<>();
        for (int i = 9_000; i < 9_100; i++) {
            if (i % 7 != 0 && i % 2 == 1) {
                expected.add(new Trip(
                        i,
                        i / 4.0,
                        "p" + i % 4,
                        LocalDateTime.of(2020, 1, 1, 0, 0).plusSeconds(i),
                        Arrays.asList(i / 2.0, null),
                        new Part((long) i)));
            }
        }
        assertEquals(expected, trips);
    }

    @Test
    void typesThatOnlyDuckDbWritesAreReadAsWhatIsStored() throws IOException, SQLException {
        Path file = dir.resolve("odd.parquet");
        execute(
                "COPY (SELECT TIMESTAMP_S '2020-01-01 00:00:01' AS s, TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS ns, "
                        + "TIMESTAMPTZ '2020-01-01 00:00:00+00' AS tz, '{\"a\":1}'::JSON AS js, "
                        + "170141183460469231731687303715884105727::HUGEINT AS huge) TO '" + file
                        + "' (FORMAT parquet)");
        Row row = ParquetFiles.rows(file).get(0);
        assertEquals(LocalDateTime.of(2020, 1, 1, 0, 0, 1), row.get("s"));
        assertEquals(LocalDateTime.of(2020, 1, 1, 0, 0, 0, 123_456_789), row.get("ns"));
        assertEquals(Instant.parse("2020-01-01T00:00:00Z"), row.get("tz"));
        assertEquals("{\"a\":1}", row.get("js"));
        assertEquals(0x1p127, row.get("huge"));
    }

    @Test
    void compressionThatIsNotSupportedIsNamedWithItsPlace() throws IOException, SQLException {
        Path file = dir.resolve("brotli.parquet");
        execute("COPY (SELECT 1 AS x) TO '" + file + "' (FORMAT parquet, COMPRESSION brotli)");
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.rows(file));
        assertTrue(e.getMessage().startsWith(file + " row group 0 column x is compressed by BROTLI"), e.getMessage());
    }

    @Test
    void directoriesOfDuckDbBecomeColumns() throws IOException, SQLException {
        Path out = dir.resolve("parts");
        execute("COPY (SELECT i AS n, 2019 + i % 3 AS year, CASE i % 2 WHEN 0 THEN 'a b' ELSE 'c=d' END AS name "
                + "FROM range(60) t(i)) TO '" + out + "' (FORMAT parquet, PARTITION_BY (year, name))");
        ParquetReadOptions options = ParquetReadOptions.DEFAULT.withFilter(Filter.eq("year", 2020));
        List<Row> rows = ParquetFiles.rows(out, options);
        assertEquals(20, rows.size());
        for (Row row : rows) {
            assertEquals(2020, row.get("year"));
            assertEquals(2019 + row.getLong("n") % 3, row.getLong("year"));
            assertEquals(row.getLong("n") % 2 == 0 ? "a b" : "c=d", row.get("name"));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(result.getObject(i));
                }
                rows.add(normalized(values).toString());
            }
        }
        return rows;
    }

    private static List<String> expected(List<Row> rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Row row : rows) {
            texts.add(normalized(valuesOf(row)).toString());
        }
        return texts;
    }

    private static List<Object> valuesOf(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }

    /** One spelling for what the driver and rows have in different classes. */
    private static Object normalized(Object value) throws SQLException {
        if (value instanceof Row row) {
            return normalized(valuesOf(row));
        }
        if (value instanceof java.sql.Struct struct) {
            return normalized(Arrays.asList(struct.getAttributes()));
        }
        if (value instanceof java.sql.Array array) {
            return normalized(Arrays.asList((Object[]) array.getArray()));
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            for (Object each : list) {
                elements.add(normalized(each));
            }
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries.add(List.of(normalized(entry.getKey()), String.valueOf(normalized(entry.getValue()))));
            }
            return entries;
        }
        if (value instanceof java.sql.Blob blob) {
            return hex(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof byte[] bytes) {
            return hex(bytes);
        }
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toLocalDateTime();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        return value instanceof java.sql.Time time ? time.toLocalTime() : value;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
