package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.io.LocalFileSystem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFilterTest {
    @TempDir
    Path dir;

    private static final Schema SCHEMA = Schema.of(
            Field.of("flag", DataType.BOOLEAN),
            Field.of("i8", DataType.INT8),
            Field.of("i32", DataType.INT32),
            Field.of("i64", DataType.INT64),
            Field.of("u32", DataType.UINT32),
            Field.of("u64", DataType.UINT64),
            Field.of("f16", DataType.FLOAT16),
            Field.of("f32", DataType.FLOAT),
            Field.of("f64", DataType.DOUBLE),
            Field.of("text", DataType.STRING),
            Field.of("bytes", DataType.BYTES),
            Field.of("dec9", DataType.decimal(9, 2)),
            Field.of("dec30", DataType.decimal(30, 2)),
            Field.of("day", DataType.DATE),
            Field.of("time", DataType.TIME),
            Field.of("instant", DataType.TIMESTAMP),
            Field.of("local", DataType.LOCAL_TIMESTAMP),
            Field.of("id", DataType.UUID));

    private static final double[] DOUBLES = {
        0.0, -0.0, Double.NaN, 1, -1, 2.5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3, 4
    };
    private static final String[] TEXTS = {"", "a", "b", "ab", "\uFFFD", "🐎", "\uE000", "z", "zz", "é"};

    /** The value of a column that stands at {@code n} in an order of few values. */
    private static Object value(int column, int n) {
        int m = Math.floorMod(n, 10);
        return switch (column) {
            case 0 -> m % 2 == 0;
            case 1 -> (byte) (m - 5);
            case 2 -> m * 1_000;
            case 3 -> (m - 5) * 10_000_000_000L;
            case 4 -> 4_294_967_295L - m * 400_000_000L;
            case 5 -> BigInteger.ONE.shiftLeft(64).subtract(BigInteger.valueOf(m * 1_000_000_000_000_000_000L + 1));
            case 6 -> (float) DOUBLES[m];
            case 7 -> (float) DOUBLES[m];
            case 8 -> DOUBLES[m];
            case 9 -> TEXTS[m];
            case 10 -> TEXTS[m].getBytes(StandardCharsets.UTF_8);
            case 11 -> BigDecimal.valueOf(m - 5, 2);
            case 12 ->
                new BigDecimal("12345678901234567890.50")
                        .multiply(BigDecimal.valueOf(m - 5))
                        .setScale(2);
            case 13 -> LocalDate.of(1969, 12, 27).plusDays(m);
            case 14 -> LocalTime.of(m, 0);
            case 15 -> Instant.ofEpochSecond(m - 5, 1_000);
            case 16 -> LocalDateTime.of(1969, 12, 31, 23, 59, 55).plusSeconds(m);
            default -> new UUID((m - 5L) << 60, m);
        };
    }

    private static List<Row> rows(Random random, int count) {
        List<Row> rows = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Object[] values = new Object[SCHEMA.size()];
            for (int c = 0; c < values.length; c++) {
                // Values stay near each other for a while, so that row groups and pages can be left out.
                int drift = n / 150 + random.nextInt(3);
                values[c] = random.nextInt(12) == 0 || n / 150 == 4 ? null : value(c, drift + c);
            }
            rows.add(Row.of(SCHEMA, values));
        }
        return rows;
    }

    private static Filter randomFilter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            Filter left = randomFilter(random, depth - 1);
            Filter right = randomFilter(random, depth - 1);
            Filter both = random.nextBoolean() ? left.and(right) : left.or(right);
            return random.nextInt(4) == 0 ? both.not() : both;
        }
        int column = random.nextInt(SCHEMA.size());
        String name = SCHEMA.field(column).name();
        Object constant = value(column, random.nextInt(10));
        Filter filter = switch (random.nextInt(9)) {
            case 0 -> Filter.eq(name, constant);
            case 1 -> Filter.notEq(name, constant);
            case 2 -> Filter.lt(name, constant);
            case 3 -> Filter.le(name, constant);
            case 4 -> Filter.gt(name, constant);
            case 5 -> Filter.ge(name, constant);
            case 6 -> Filter.in(name, constant, value(column, random.nextInt(10)));
            case 7 -> Filter.isNull(name);
            default -> Filter.notNull(name);
        };
        return random.nextInt(4) == 0 ? filter.not() : filter;
    }

    /** The meaning of a filter, once more, as plainly as possible: true, false or null. */
    private static Boolean evaluate(Filter filter, Row row) {
        if (filter instanceof Filter.And and) {
            Boolean left = evaluate(and.left(), row);
            Boolean right = evaluate(and.right(), row);
            return Objects.equals(left, false) || Objects.equals(right, false)
                    ? Boolean.FALSE
                    : left == null || right == null ? null : Boolean.TRUE;
        }
        if (filter instanceof Filter.Or or) {
            Boolean left = evaluate(or.left(), row);
            Boolean right = evaluate(or.right(), row);
            return Objects.equals(left, true) || Objects.equals(right, true)
                    ? Boolean.TRUE
                    : left == null || right == null ? null : Boolean.FALSE;
        }
        if (filter instanceof Filter.NullCheck check) {
            return row.isNull(check.column()) == check.isNull();
        }
        if (filter instanceof Filter.Negation negation) {
            Boolean inner = evaluate(negation.inner(), row);
            return inner == null ? null : !inner;
        }
        if (filter instanceof Filter.In in) {
            Object value = row.get(in.column());
            return value == null
                    ? null
                    : in.values().stream().anyMatch(each -> compare(Filter.Operator.EQ, value, each));
        }
        Filter.Comparison comparison = (Filter.Comparison) filter;
        Object value = row.get(comparison.column());
        return value == null ? null : compare(comparison.operator(), value, comparison.value());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean compare(Filter.Operator operator, Object value, Object constant) {
        if (value instanceof Double || value instanceof Float) {
            double a = ((Number) value).doubleValue();
            double b = ((Number) constant).doubleValue();
            return switch (operator) {
                case EQ -> a == b;
                case NOT_EQ -> a != b;
                case LT -> a < b;
                case LE -> a <= b;
                case GT -> a > b;
                case GE -> a >= b;
            };
        }
        if (value instanceof String text) {
            return operator.holds(Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) constant).getBytes(StandardCharsets.UTF_8)));
        }
        if (value instanceof byte[] bytes) {
            return operator.holds(Arrays.compareUnsigned(bytes, (byte[]) constant));
        }
        if (value instanceof UUID id) {
            return operator.holds(hex(id).compareTo(hex((UUID) constant)));
        }
        return operator.holds(((Comparable) value).compareTo(constant));
    }

    private static String hex(UUID id) {
        return id.toString();
    }

    @Test
    void randomFiltersKeepExactlyTheRowsForWhichTheyAreTrue() throws IOException {
        long seed = 99;
        Random random = new Random(seed);
        List<Row> rows = rows(random, 3_000);
        for (boolean dictionary : new boolean[] {true, false}) {
            ParquetSink<Row> sink = ParquetSink.rows(
                    SCHEMA,
                    ParquetWriteOptions.DEFAULT
                            .withRowGroupBytes(20_000)
                            .withBloomFilters(SCHEMA.names().stream()
                                    .filter(name -> !name.equals("flag"))
                                    .toArray(String[]::new)));
            Path file = ParquetFiles.write(
                    dir.resolve("filter-" + dictionary + ".parquet"),
                    sink,
                    sink.properties()
                            .withDictionaryEncoding(dictionary)
                            .withPageRowCountLimit(100)
                            .build(),
                    rows);
            for (int i = 0; i < 120; i++) {
                Filter filter = randomFilter(random, 2);
                List<Row> expected = rows.stream()
                        .filter(row -> Objects.equals(evaluate(filter, row), true))
                        .toList();
                List<Row> found = ParquetFiles.rows(file, ParquetReadOptions.DEFAULT.withFilter(filter));
                assertEquals(expected, found, () -> "seed " + seed + " dictionary " + dictionary + " " + filter);
                ParquetSource<Row> source = ParquetSource.rows(
                        new LocalFileSystem(), List.of(file.toString()), ParquetReadOptions.DEFAULT.withFilter(filter));
                assertEquals(
                        expected.size(),
                        ParquetFiles.count(source, random.nextInt(5)),
                        () -> "seed " + seed + " dictionary " + dictionary + " " + filter);
            }
        }
    }

    private record Event(long at, String kind, String payload) {}

    private Path events(int count, ParquetWriteOptions options) throws IOException {
        Random random = new Random(5);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] noise = new byte[60];
            random.nextBytes(noise);
            events.add(new Event(i * 2L, "k" + i / 20_000, new BigInteger(noise).toString(36)));
        }
        return ParquetFiles.write(dir.resolve("events.parquet"), ParquetSink.records(Event.class, options), events);
    }

    private static long bytesRead(Path file, Filter filter, int expectedRecords) throws IOException {
        CountingFiles counting = new CountingFiles();
        ParquetSource<Event> source = ParquetSource.records(
                counting.files(), List.of(file.toString()), Event.class, ParquetReadOptions.DEFAULT.withFilter(filter));
        assertEquals(expectedRecords, ParquetFiles.readAll(source).size());
        assertEquals(0, counting.open(), "files left open");
        return counting.bytes();
    }

    @Test
    void countWithoutFilterReadsFootersOnly() throws IOException {
        Path file = events(60_000, ParquetWriteOptions.DEFAULT.withRowGroupBytes(1 << 20));
        for (int first : new int[] {0, 1, 3_000}) {
            CountingFiles counting = new CountingFiles();
            ParquetSource<Event> source = ParquetSource.records(
                    counting.files(), List.of(file.toString()), Event.class, ParquetReadOptions.DEFAULT);
            assertEquals(60_000, ParquetFiles.count(source, first));
            assertEquals(0, counting.open(), "files left open");
            assertTrue(first > 0 || counting.bytes() < 200_000, counting.bytes() + " bytes read");
        }
    }

    @Test
    void rowGroupsAndPagesThatCannotMatchAreNotRead() throws IOException {
        Path file = events(
                60_000, ParquetWriteOptions.DEFAULT.withRowGroupBytes(1 << 20).withPageBytes(1 << 15));
        long all = bytesRead(file, Filter.ge("at", 0), 60_000);
        assertTrue(bytesRead(file, Filter.gt("at", 1_000_000), 0) < 100_000, "by statistics: only the footer");
        long one = bytesRead(file, Filter.eq("at", 60_000), 1);
        assertTrue(one < all / 4, "by row groups and pages: " + one + " of " + all);
        assertTrue(bytesRead(file, Filter.eq("kind", "k1x"), 0) < all / 4, "by dictionary");
    }

    @Test
    void bloomFilterLeavesOutRowGroupsThatStatisticsCannot() throws IOException {
        ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withRowGroupBytes(1 << 20);
        Path file = events(60_000, options);
        long without = bytesRead(file, Filter.eq("payload", "m-not-there"), 0);
        long with =
                bytesRead(events(60_000, options.withBloomFilters("payload")), Filter.eq("payload", "m-not-there"), 0);
        assertTrue(with < without / 2, with + " with, " + without + " without Bloom filters");
    }

    @Test
    void filterOnAColumnThatTheRecordDoesNotNameWorks() throws IOException {
        record At(long at) {}
        Path file = events(100, ParquetWriteOptions.DEFAULT);
        List<At> found = ParquetFiles.records(
                file,
                At.class,
                ParquetReadOptions.DEFAULT.withFilter(Filter.eq("kind", "k0").and(Filter.lt("at", 5))));
        assertEquals(List.of(new At(0), new At(2), new At(4)), found);
    }

    @Test
    void filterOnAnUnknownColumnOrWithAForeignConstantFailsBeforeAnyTaskRuns() throws IOException {
        Path file = events(10, ParquetWriteOptions.DEFAULT);
        DataException unknown = assertThrows(DataException.class, () -> splits(file, Filter.eq("when", 1)));
        assertTrue(unknown.getMessage().contains("no column when"), unknown.getMessage());
        DataException foreign = assertThrows(DataException.class, () -> splits(file, Filter.eq("at", "one")));
        assertTrue(foreign.getMessage().contains("column at of type INT64"), foreign.getMessage());
    }

    private static void splits(Path file, Filter filter) throws IOException {
        ParquetSource.records(
                        new LocalFileSystem(),
                        List.of(file.toString()),
                        Event.class,
                        ParquetReadOptions.DEFAULT.withFilter(filter))
                .splits(1);
    }
}
