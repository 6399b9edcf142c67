package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vonk.error.DataException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VarLongsTest {
    private static final long SEED = 4711;

    /** All lengths, their ends, and numbers between. */
    private static List<Long> numbers() {
        Random random = new Random(SEED);
        List<Long> numbers = new ArrayList<>(List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        for (int bits = 1; bits < 64; bits++) {
            numbers.addAll(List.of((1L << bits) - 1, 1L << bits, (1L << bits) + 1));
            for (int i = 0; i < 20; i++) {
                numbers.add(random.nextLong() >>> bits);
            }
        }
        return numbers;
    }

    /** The format as it is described: 7 bits per byte, lowest first. */
    private static byte[] byteByByte(long number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    @Test
    void numbersAreWrittenAsTheFormatSaysAndReadBackWhateverFollows() {
        for (long number : numbers()) {
            RecordOutput out = new RecordOutput(0);
            out.putVarLong(number);
            byte[] expected = byteByByte(number);
            assertArrayEquals(expected, out.toByteArray(), () -> "of " + number);
            for (int following = 0; following < 10; following++) {
                byte[] bytes = Arrays.copyOf(expected, expected.length + following);
                Arrays.fill(bytes, expected.length, bytes.length, (byte) 0xff);
                RecordInput in = new RecordInput(bytes, 0, expected.length);
                assertEquals(number, in.getVarLong());
                assertEquals(expected.length, in.position());
            }
        }
    }

    @Test
    void manyZigZagsAreReadAsTheyAreOneByOne() {
        Random random = new Random(SEED);
        List<Long> numbers = numbers();
        for (int round = 0; round < 200; round++) {
            RecordOutput out = new RecordOutput(0);
            int count = random.nextInt(40);
            for (int i = 0; i < count; i++) {
                out.putZigZag(numbers.get(random.nextInt(numbers.size())));
            }
            byte[] bytes = out.toByteArray();
            RecordInput oneByOne = new RecordInput(bytes, 0, bytes.length);
            long[] expected = new long[count + 3];
            for (int i = 0; i < count; i++) {
                expected[i + 2] = oneByOne.getZigZag();
            }
            RecordInput in = new RecordInput(bytes, 0, bytes.length);
            long[] read = new long[count + 3];
            in.getZigZags(read, 2, count);
            assertArrayEquals(expected, read, "round " + round + " of seed " + SEED);
            assertEquals(bytes.length, in.position());
        }
    }

    @Test
    void wordsHoldTheSameBytes() {
        for (long number : numbers()) {
            if (number >>> VarLongs.WORD_BITS == 0) {
                byte[] expected = byteByByte(number);
                assertEquals(expected.length, VarLongs.length(number), () -> "of " + number);
                RecordOutput out = new RecordOutput(0);
                out.putWords(VarLongs.spread(number, expected.length), -1, expected.length);
                assertArrayEquals(expected, out.toByteArray());
            }
        }
    }

    @Test
    void aNumberWithoutEndFails() {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0x80);
        assertThrows(DataException.class, () -> new RecordInput(endless, 0, 20).getVarLong());
        assertThrows(IndexOutOfBoundsException.class, () -> new RecordInput(endless, 14, 6).getVarLong());
    }
}
