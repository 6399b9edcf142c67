package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecsTest {
    private static final ClassLoader LOADER = RecordCodecsTest.class.getClassLoader();

    /** Encodes with {@code codec}, decodes with what its description gives, and checks that skipping reads as far. */
    private static Object roundTrip(RecordCodec codec, Object record) {
        RecordOutput out = new RecordOutput(1);
        codec.describe(out);
        int start = out.position();
        assertTrue(codec.fits(record), () -> codec + " does not fit " + record);
        codec.write(record, out);
        out.putByte(77);
        RecordInput in = new RecordInput(out.array(), 0, out.position());
        RecordCodec rebuilt = RecordCodecs.fromDescription(in, LOADER);
        assertEquals(start, in.position());
        assertEquals(codec, rebuilt);
        Object read = rebuilt.read(in);
        assertEquals(77, in.getByte(), () -> codec + " read too much or too little of " + record);
        in.position(start);
        rebuilt.skip(in);
        assertEquals(77, in.getByte(), () -> codec + " skipped too much or too little of " + record);
        return read;
    }

    @Test
    void everyRecordComesBackEqual() {
        for (long seed = 0; seed < 3_000; seed++) {
            Object record = new SampleRecords(seed).value(3);
            String name = "seed " + seed;
            assertEquals(record, roundTrip(RecordCodecs.forRecord(record), record), name);
            assertEquals(record, roundTrip(RecordCodecs.any(), record), name);
        }
    }

    @Test
    void aWidenedCodecTakesEverythingBefore() {
        for (long seed = 0; seed < 300; seed++) {
            SampleRecords samples = new SampleRecords(seed);
            List<Object> records = new ArrayList<>();
            RecordCodec codec = null;
            for (int i = 0; i < 12; i++) {
                Object record = samples.value(2);
                records.add(record);
                codec = codec == null ? RecordCodecs.forRecord(record) : RecordCodecs.widened(codec, record);
                for (Object each : records) {
                    assertEquals(each, roundTrip(codec, each), "seed " + seed);
                }
            }
        }
    }

    @Test
    void nullsInOneComponentWidenToOneRunOnly() {
        RecordCodec codec = RecordCodecs.forRecord(Pair.of("a", 1));
        codec = RecordCodecs.widened(codec, Pair.of("b", null));
        assertEquals("PairCodec[key=String, value=NullableCodec[value=Integer]]", codec.toString());
        assertTrue(codec.fits(Pair.of("c", 3)));
    }

    @Test
    void mixedShapesWidenToAUnionAndManyShapesToAny() {
        RecordCodec codec = RecordCodecs.forRecord(1);
        codec = RecordCodecs.widened(codec, "text");
        codec = RecordCodecs.widened(codec, 2L);
        assertTrue(codec.fits(7) && codec.fits("x") && codec.fits(8L) && !codec.fits(1.5), codec.toString());
        for (int arrays = 0; arrays < 40; arrays++) {
            int[] dimensions = new int[arrays % 40 + 1];
            codec = RecordCodecs.widened(codec, java.lang.reflect.Array.newInstance(Long.class, dimensions));
        }
        assertEquals(RecordCodecs.any(), codec);
    }

    @Test
    void encodedBytesAreEqualExactlyForEqualKeys() {
        for (long seed = 0; seed < 2_000; seed++) {
            SampleRecords samples = new SampleRecords(seed);
            int kind = samples.random.nextInt(19);
            Object left = samples.scalar(kind);
            Object right = samples.random.nextBoolean() ? samples.scalar(kind) : copy(left);
            RecordCodec codec = RecordCodecs.forRecord(Pair.of(left, List.of(left)));
            if (!codec.encodedEquality()) {
                assertEquals(SampleRecords.Plain.class, left.getClass());
                continue;
            }
            Object a = Pair.of(left, List.of(left));
            Object b = Pair.of(right, Arrays.asList(right));
            assertEquals(a.equals(b), Arrays.equals(encode(codec, a), encode(codec, b)), left + " and " + right);
        }
        assertTrue(RecordCodecs.forRecord(Double.NaN).encodedEquality());
        double otherNan = Double.longBitsToDouble(0x7ff8000000000001L);
        assertArrayEquals(
                encode(RecordCodecs.forRecord(1.0), Double.NaN), encode(RecordCodecs.forRecord(1.0), otherNan));
        assertFalse(RecordCodecs.forRecord(new byte[0]).encodedEquality());
    }

    private static Object copy(Object value) {
        return roundTrip(RecordCodecs.forRecord(value), value);
    }

    private static byte[] encode(RecordCodec codec, Object record) {
        RecordOutput out = new RecordOutput(16);
        codec.write(record, out);
        return out.toByteArray();
    }

    @Test
    void arraysKeepTheirClassAndContent() {
        Object[] arrays = {
            new byte[] {1, -1},
            new short[] {Short.MIN_VALUE, 7},
            new char[] {'a', '\uffff'},
            new int[] {1, Integer.MIN_VALUE},
            new long[] {Long.MAX_VALUE},
            new float[] {Float.NaN, -0f},
            new double[] {1.5},
            new boolean[] {true, false},
            new String[] {"a", null, "漢"},
            new Object[] {1, "two", null, new int[] {3}},
            new long[][] {{1}, {}, null},
            new Long[0],
        };
        for (Object array : arrays) {
            Object read = roundTrip(RecordCodecs.forRecord(array), array);
            assertEquals(array.getClass(), read.getClass());
            assertTrue(Arrays.deepEquals(new Object[] {array}, new Object[] {read}));
        }
    }

    @Test
    void plainListsComeBackAsArrayLists() {
        List<List<Integer>> lists = List.of(
                List.of(1, 2, 3),
                Arrays.asList(1, 2),
                Collections.emptyList(),
                Collections.unmodifiableList(new ArrayList<>(List.of(4))),
                new ArrayList<>(List.of(1, 2, 3)).subList(0, 2));
        for (List<Integer> list : lists) {
            Object read = roundTrip(RecordCodecs.forRecord(list), list);
            assertEquals(list, read);
            assertInstanceOf(ArrayList.class, read);
        }
    }

    @Test
    void stringsHaveTheFormatThatIsWrittenDown() {
        assertArrayEquals(new byte[] {4, 'a', (byte) 0xff}, encode(ScalarCodec.STRING, "a\u00ff"));
        assertArrayEquals(new byte[] {9, 'a', 0, 0, 1}, encode(ScalarCodec.STRING, "a\u0100"));
        assertArrayEquals(new byte[] {0}, encode(ScalarCodec.STRING, ""));
        assertEquals(10, encode(RecordCodecs.forRecord(Pair.of("abcdefg", 80)), Pair.of("abcdefg", 80)).length);
    }

    @Test
    void guardsAreExact() {
        RecordCodec trip = RecordCodecs.forRecord(new SampleRecords.Trip(1, 2, 3, "x", null, false));
        assertTrue(trip.fits(new SampleRecords.Trip(1, 2, 3, null, 5, false)));
        assertFalse(trip.fits(new SampleRecords.Empty()));
        assertFalse(RecordCodecs.forRecord(1L).fits(1));
        assertFalse(RecordCodecs.forRecord(1L).fits(null));
        assertFalse(RecordCodecs.forRecord(Pair.of(1, 2)).fits(Pair.of(1, 2L)));
        assertFalse(RecordCodecs.forRecord(List.of(1)).fits(List.of(1, "x")));
        assertFalse(RecordCodecs.forRecord(new HashMap<>()).fits(new java.util.TreeMap<>()));
        assertFalse(RecordCodecs.forRecord(new SampleRecords.Generic<>(1)).fits(new SampleRecords.Generic<>(1L)));
        assertTrue(RecordCodecs.forRecord(Optional.of(1)).fits(Optional.empty()));
    }

    @Test
    void aValueThatCannotBeSerializedIsNamed() {
        Object record = Pair.of(1, new Object());
        RecordCodec codec = RecordCodecs.forRecord(record);
        VonkException e = assertThrows(VonkException.class, () -> codec.write(record, new RecordOutput(8)));
        assertTrue(e.getMessage().contains("class java.lang.Object is not java.io.Serializable"), e.getMessage());
    }

    @Test
    void thePathToWhatCannotBeSerializedIsNamed() {
        Object record = new LinkedList<>(List.of("fine", new Object[] {1, new Object()}));
        RecordCodec codec = RecordCodecs.forRecord(record);
        VonkException e = assertThrows(VonkException.class, () -> codec.write(record, new RecordOutput(8)));
        assertTrue(e.getMessage().contains("java.util.LinkedList → element 1 → element 1"), e.getMessage());
    }

    @Test
    void aListWithinItselfEndsInJavaSerialization() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        RecordCodec codec = RecordCodecs.forRecord(list);
        RecordOutput out = new RecordOutput(64);
        codec.write(list, out);
        assertInstanceOf(List.class, codec.read(new RecordInput(out.array(), 0, out.position())));
    }

    @Test
    void aLostConstantIsNamedOnlyWhenItIsMet() {
        EnumCodec old = EnumCodec.of(SampleRecords.Colour.class, new String[] {"MAUVE", "BLUE"});
        assertEquals(SampleRecords.Colour.BLUE, old.read(new RecordInput(new byte[] {1}, 0, 1)));
        DataException e = assertThrows(DataException.class, () -> old.read(new RecordInput(new byte[] {0}, 0, 1)));
        assertTrue(e.getMessage().contains("no constant MAUVE"), e.getMessage());
    }

    @Test
    void aChangedRecordClassIsNamed() {
        RecordOutput out = new RecordOutput(64);
        out.putByte(CodecTag.RECORD);
        StringCodec.writeString(SampleRecords.Generic.class.getName(), out);
        out.putVarInt(1);
        StringCodec.writeString("former", out);
        ScalarCodec.LONG.describe(out);
        RecordInput in = new RecordInput(out.array(), 0, out.position());
        DataException e = assertThrows(DataException.class, () -> RecordCodecs.fromDescription(in, LOADER));
        assertTrue(e.getMessage().contains("Generic[former]") && e.getMessage().contains("now it is"), e.getMessage());
    }

    @Test
    void damagedDescriptionsFailInOrder() {
        int failures = 0;
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            RecordOutput out = new RecordOutput(64);
            RecordCodecs.forRecord(new SampleRecords(seed).value(2)).describe(out);
            byte[] bytes = out.toByteArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                RecordCodecs.fromDescription(new RecordInput(bytes, 0, bytes.length), LOADER);
            } catch (DataException | IndexOutOfBoundsException e) {
                failures++;
            }
        }
        assertTrue(failures > 1_000, "only " + failures + " of 5000 damaged descriptions were refused");
    }

    @Test
    void keysWithoutOperationsHaveNone() {
        assertNull(RecordCodecs.keyOps(Pair.of(1, 2)));
        assertNull(RecordCodecs.keyOps(new SampleRecords.Empty()));
        assertNull(RecordCodecs.keyOps(new byte[0]));
    }
}
