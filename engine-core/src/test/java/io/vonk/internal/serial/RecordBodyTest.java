package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generated code does what method handles do. */
class RecordBodyTest {

    private record Secret(int a, String b) {}

    private record Refusing(String text) {
        Refusing {
            if (text.equals("bad")) {
                throw new IllegalArgumentException("no bad texts");
            }
        }

        @Override
        public String text() {
            if (text.equals("unreadable")) {
                throw new IllegalStateException("cannot be read");
            }
            return text;
        }
    }

    private record Wide(
            int a00,
            String a01,
            long a02,
            String a03,
            int a04,
            String a05,
            long a06,
            String a07,
            int a08,
            String a09,
            int a10,
            String a11,
            long a12,
            String a13,
            int a14,
            String a15,
            long a16,
            String a17,
            int a18,
            String a19,
            int a20,
            String a21,
            long a22,
            String a23,
            int a24,
            String a25,
            long a26,
            String a27,
            int a28,
            String a29,
            int a30,
            String a31,
            long a32,
            String a33,
            double a34,
            String a35,
            Pair<String, Long> a36) {}

    private static byte[] write(RecordBody body, Object record) {
        RecordOutput out = new RecordOutput(1);
        body.write(record, out);
        return out.toByteArray();
    }

    private static void assertBothAlike(Object first, List<?> records) {
        RecordClassCodec codec = assertInstanceOf(RecordClassCodec.class, RecordCodecs.forRecord(first));
        RecordBody handles = new HandleBody(codec.shape(), codec.components());
        RecordBody generated = BodyGenerator.generate(codec.shape(), codec.components());
        for (Object record : records) {
            assertEquals(handles.fits(record), generated.fits(record));
            if (handles.fits(record)) {
                byte[] bytes = write(handles, record);
                assertArrayEquals(bytes, write(generated, record));
                RecordInput in = new RecordInput(bytes, 0, bytes.length);
                assertEquals(record, generated.read(in));
                assertEquals(bytes.length, in.position());
                assertEquals(record, handles.read(new RecordInput(bytes, 0, bytes.length)));
            }
        }
    }

    @Test
    void recordsOfAllComponentTypesAreAlike() {
        int fitting = 0;
        for (long seed = 0; seed < 200; seed++) {
            SampleRecords samples = new SampleRecords(seed);
            List<Object> records = new ArrayList<>();
            while (records.size() < 8) {
                Object value = samples.value(1);
                if (value instanceof SampleRecords.Everything || value instanceof SampleRecords.Trip) {
                    if (records.isEmpty() || records.get(0).getClass() == value.getClass()) {
                        records.add(value);
                    }
                }
            }
            assertBothAlike(records.get(0), records);
            RecordCodec codec = RecordCodecs.forRecord(records.get(0));
            fitting += (int) records.stream().filter(codec::fits).count();
        }
        assertTrue(fitting > 300, "only " + fitting + " records fitted");
    }

    @Test
    void recordsThatNobodyElseMaySeeAreAlike() {
        record Local(long number, List<String> texts) {}
        assertBothAlike(new Secret(1, "x"), List.of(new Secret(1, null), new Secret(-7, "yy")));
        assertBothAlike(new Local(1, List.of("a")), List.of(new Local(2, List.of()), new Local(3, null)));
        assertBothAlike(new SampleRecords.Empty(), List.of(new SampleRecords.Empty()));
        assertBothAlike(
                new SampleRecords.Generic<>(1),
                List.of(new SampleRecords.Generic<>(2), new SampleRecords.Generic<>("x")));
    }

    @Test
    void wideRecordsAreAlike() {
        Wide wide = new Wide(
                0,
                "a",
                1,
                null,
                2,
                "c",
                3,
                "d",
                4,
                "e",
                5,
                "f",
                6,
                "g",
                7,
                null,
                8,
                "i",
                9,
                "j",
                10,
                "k",
                11,
                "l",
                12,
                "m",
                13,
                null,
                14,
                "o",
                15,
                null,
                16,
                "q",
                17.5,
                "",
                Pair.of("p", 1L));
        assertBothAlike(wide, List.of(wide));
    }

    @Test
    void whatTheUsersCodeThrowsIsPassedOn() {
        RecordClassCodec codec = (RecordClassCodec) RecordCodecs.forRecord(new Refusing("fine"));
        RecordOutput bad = new RecordOutput(8);
        bad.putByte(0);
        StringCodec.writeString("bad", bad);
        for (RecordBody body : List.of(
                new HandleBody(codec.shape(), codec.components()),
                BodyGenerator.generate(codec.shape(), codec.components()))) {
            IllegalArgumentException made = assertThrows(
                    IllegalArgumentException.class, () -> body.read(new RecordInput(bad.array(), 0, bad.position())));
            assertEquals("no bad texts", made.getMessage());
            IllegalStateException read =
                    assertThrows(IllegalStateException.class, () -> write(body, new Refusing("unreadable")));
            assertEquals("cannot be read", read.getMessage());
        }
    }

    @Test
    void warmCodecsShareTheirCode() {
        record Warm(int number, String text) {}
        RecordClassCodec codec = (RecordClassCodec) RecordCodecs.forRecord(new Warm(1, "x"));
        RecordOutput out = new RecordOutput(64);
        for (int i = 0; i < 10_000; i++) {
            Warm record = new Warm(i, "number " + i);
            out.position(0);
            assertTrue(codec.fits(record));
            codec.write(record, out);
            assertEquals(record, codec.read(new RecordInput(out.array(), 0, out.position())));
        }
        WarmingBody body = codec.shape().body(codec.components());
        assertTrue(body.isGenerated());
        RecordClassCodec other = (RecordClassCodec) RecordCodecs.forRecord(new Warm(2, "y"));
        assertSame(body, other.shape().body(other.components()));
    }

    @Test
    void codecsThatSeeFewRecordsWarmUpTogether() {
        record Seldom(int number, String text) {}
        RecordClassCodec codec = null;
        for (int i = 0; i < 2_000; i++) {
            codec = (RecordClassCodec) RecordCodecs.forRecord(new Seldom(i, "x"));
            assertTrue(codec.fits(new Seldom(i, "y")));
        }
        assertTrue(codec.shape().body(codec.components()).isGenerated());
    }
}
