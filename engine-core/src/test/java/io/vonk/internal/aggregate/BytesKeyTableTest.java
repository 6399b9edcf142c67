package io.vonk.internal.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BytesKeyTableTest {
    private static final long SEED = 2024;

    /** Alphabets with characters of one byte, of which some have the top bit, and of two. */
    private static final String[] ALPHABETS = {"ab", "a\0\u00ff\u0080", "a\u0100\u00e9\ud83d"};

    private static String text(Random random) {
        String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(19); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void stringsAreNumberedAndEncodedAsAMapAndTheirCodecDo() {
        Random random = new Random(SEED);
        RecordCodec codec = RecordCodecs.forRecord("");
        BytesKeyTable table = new BytesKeyTable(codec);
        table.grow(1 << 13);
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (int round = 0; round < 40; round++) {
            Object[] keys = new Object[1 + random.nextInt(200)];
            int[] expectedNumbers = new int[keys.length];
            for (int i = 0; i < keys.length; i++) {
                String key = text(random);
                expected.putIfAbsent(key, expected.size());
                expectedNumbers[i] = expected.get(key);
                keys[i] = key;
            }
            int[] numbers = new int[keys.length];
            assertEquals(keys.length, table.number(keys, false, 0, keys.length, numbers));
            assertArrayEquals(expectedNumbers, numbers, "seed " + SEED);
        }
        expected.forEach((key, number) -> {
            RecordOutput byCodec = new RecordOutput(0);
            codec.write(key, byCodec);
            RecordOutput byTable = new RecordOutput(0);
            table.encode(number, byTable);
            assertArrayEquals(byCodec.toByteArray(), byTable.toByteArray(), key);
            assertEquals(key, table.key(number));
            assertEquals(HashPartitioner.hash(key), table.hash(number));
        });
    }
}
