package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EncodedRecordsTest {
    private final ClassLoader loader = EncodedRecordsTest.class.getClassLoader();

    /** Decoding many parts by one reader gives what decoding each by itself gives. */
    @Test
    void partsDecodedTogetherAreThePartsInARow() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Object> expected = new ArrayList<>();
            List<EncodedRecords> parts = new ArrayList<>();
            int count = random.nextInt(20);
            for (int p = 0; p < count; p++) {
                EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
                int kind = random.nextInt(4);
                int size = random.nextInt(4) == 0 ? random.nextInt(30_000) : random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    Object record = record(random, random.nextInt(50) == 0 ? random.nextInt(4) : kind);
                    builder.add(record);
                    expected.add(record);
                }
                parts.add(builder.build());
            }
            assertEquals(expected, EncodedRecords.decodeAll(parts, loader), "seed " + seed);
            List<Object> singly = new ArrayList<>();
            for (EncodedRecords part : parts) {
                singly.addAll(part.decode(loader));
            }
            assertEquals(expected, singly, "seed " + seed);
        }
    }

    private static Object record(SplittableRandom random, int kind) {
        return switch (kind) {
            case 0 -> random.nextLong();
            case 1 -> "text " + random.nextInt();
            case 2 -> Pair.of(random.nextInt(), "v" + random.nextInt(10));
            default -> List.of(random.nextInt(), random.nextInt());
        };
    }
}
