package io.vonk.internal.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Column;
import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordBindingTest {
    private record Trip(@Column("PULocationID") int zone, Double fareAmount, String note) {}

    private enum Colour {
        RED
    }

    private record Point(double x, double y) {}

    private record Everything(
            boolean a,
            byte b,
            short c,
            int d,
            long e,
            float f,
            double g,
            Boolean h,
            Long i,
            String j,
            byte[] k,
            @Column(precision = 9, scale = 2) BigDecimal l,
            BigInteger m,
            LocalDate n,
            LocalTime o,
            Instant p,
            LocalDateTime q,
            UUID r,
            Colour s,
            List<Integer> t,
            Map<String, List<Point>> u,
            Optional<Long> v,
            Point w) {}

    private record Tree(int value, List<Tree> children) {}

    private record Odd(Thread thread) {}

    private record Box<T>(T content) {}

    private record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive: " + value);
            }
        }
    }

    @Test
    void recordIsTakenApartAndPutTogether() {
        RecordBinding<Trip> binding = RecordBinding.of(Trip.class);
        Trip trip = new Trip(7, null, "x");
        Object[] values = {binding.value(0, trip), binding.value(1, trip), binding.value(2, trip)};
        assertArrayEquals(new Object[] {7, null, "x"}, values);
        assertEquals(trip, binding.create(values));
    }

    @Test
    void genericRecordIsBoundThoughItHasNoColumns() {
        RecordBinding<?> binding = RecordBinding.of(Box.class);
        assertEquals(new Box<>("x"), binding.create(new Object[] {"x"}));
        assertThrows(VonkException.class, binding::schema);
    }

    @Test
    void columnsMatchExactlyThenWithoutCaseThenWithoutUnderscores() {
        RecordBinding<Trip> binding = RecordBinding.of(Trip.class);
        assertArrayEquals(
                new int[] {1, 2, 0}, binding.match(List.of("note", "PULocationID", "fareAmount", "FAREAMOUNT")));
        assertArrayEquals(new int[] {1, 0, 2}, binding.match(List.of("FareAmount", "pulocationid", "NOTE")));
        assertArrayEquals(new int[] {-1, 0, -1}, binding.match(List.of("fare_amount", "notes")));
    }

    @Test
    void snakeCaseComponentFindsCamelCaseColumn() {
        record Snake(int pickup_time) {}
        assertArrayEquals(new int[] {0}, RecordBinding.of(Snake.class).match(List.of("pickupTime")));
    }

    @Test
    void twoColumnsThatMatchEquallyAreAnErrorThatNamesBoth() {
        RecordBinding<Trip> binding = RecordBinding.of(Trip.class);
        DataException e = assertThrows(DataException.class, () -> binding.match(List.of("fareamount", "FAREAMOUNT")));
        assertTrue(e.getMessage().contains("fareamount and FAREAMOUNT"), e.getMessage());
    }

    @Test
    void everyComponentTypeHasItsColumnType() {
        DataType point = DataType.struct(Field.required("x", DataType.DOUBLE), Field.required("y", DataType.DOUBLE));
        Schema expected = Schema.of(
                Field.required("a", DataType.BOOLEAN),
                Field.required("b", DataType.INT8),
                Field.required("c", DataType.INT16),
                Field.required("d", DataType.INT32),
                Field.required("e", DataType.INT64),
                Field.required("f", DataType.FLOAT),
                Field.required("g", DataType.DOUBLE),
                Field.of("h", DataType.BOOLEAN),
                Field.of("i", DataType.INT64),
                Field.of("j", DataType.STRING),
                Field.of("k", DataType.BYTES),
                Field.of("l", DataType.decimal(9, 2)),
                Field.of("m", DataType.decimal(38, 0)),
                Field.of("n", DataType.DATE),
                Field.of("o", DataType.TIME),
                Field.of("p", DataType.TIMESTAMP),
                Field.of("q", DataType.LOCAL_TIMESTAMP),
                Field.of("r", DataType.UUID),
                Field.of("s", DataType.ENUM),
                Field.of("t", DataType.listOf(DataType.INT32)),
                Field.of("u", DataType.mapOf(DataType.STRING, DataType.listOf(point))),
                Field.of("v", DataType.INT64),
                Field.of("w", point));
        assertEquals(expected, RecordBinding.of(Everything.class).schema());
    }

    @Test
    void recordThatContainsItselfHasNoColumns() {
        VonkException e = assertThrows(
                VonkException.class, () -> RecordBinding.of(Tree.class).schema());
        assertTrue(e.getMessage().contains("contains itself"), e.getMessage());
    }

    @Test
    void componentWithoutColumnTypeIsNamed() {
        VonkException e = assertThrows(
                VonkException.class, () -> RecordBinding.of(Odd.class).schema());
        assertTrue(e.getMessage().contains("component thread"), e.getMessage());
        assertTrue(e.getMessage().contains("java.lang.Thread"), e.getMessage());
    }

    @Test
    void exceptionOfTheConstructorArrivesUnchanged() {
        RecordBinding<Positive> binding = RecordBinding.of(Positive.class);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> binding.create(new Object[] {-1}));
        assertEquals("not positive: -1", e.getMessage());
    }

    @Test
    void missingValueOfOptionalIsEmpty() {
        ValueShape shape =
                RecordBinding.of(Everything.class).shape().components().get(21);
        assertSame(Optional.empty(), shape.absent());
        assertTrue(shape.nullable());
    }
}
