package io.vonk.bench.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class CellSortTest {
    private static final long SEED = Long.getLong("vonk.seed", 42);
    private final Random random = new Random(SEED);

    private void sorts(int width, LongSupplier first) {
        CellSort sort = new CellSort(width);
        for (int records : new int[] {0, 1, 2, 3, 100, 5_000, 10}) {
            long[][] expected = new long[records][];
            sort.clear(records * width);
            for (int i = 0; i < records; i++) {
                expected[i] = new long[] {first.getAsLong(), random.nextLong(), i};
                sort.addAll(expected[i], width);
            }
            Arrays.sort(
                    expected,
                    Comparator.comparingLong((long[] record) -> record[0]).thenComparingLong(record -> record[1]));
            long[] flat = Arrays.stream(expected)
                    .flatMapToLong(record -> Arrays.stream(record, 0, width))
                    .toArray();
            assertArrayEquals(flat, Arrays.copyOf(sort.sort(), sort.end()), "seed " + SEED);
        }
    }

    @Test
    void evenlySpreadNumbersAreSorted() {
        sorts(2, random::nextLong);
        sorts(3, random::nextLong);
    }

    @Test
    void numbersCloseTogetherAndFarApartAreSorted() {
        sorts(2, () -> random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(50));
        sorts(3, () -> Long.MIN_VALUE + random.nextInt(3));
        sorts(2, () -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE);
        sorts(3, () -> 7);
    }
}
