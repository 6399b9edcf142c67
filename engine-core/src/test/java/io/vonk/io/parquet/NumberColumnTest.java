package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.io.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the column writers of the library: the same file, or at least the same records where pages end elsewhere. */
class NumberColumnTest {
    private static final long SEED = Long.getLong("vonk.seed", 23);

    @TempDir
    Path dir;

    private record Numbers(
            int i,
            Integer maybeI,
            long l,
            Long maybeL,
            float f,
            Float maybeF,
            double d,
            Double maybeD,
            short s,
            LocalDateTime at,
            Boolean flag,
            String text) {}

    /** How numbers of a column are drawn: how many different ones, in runs of which length, with how many nulls among them. */
    private record Shape(int different, int run, int nullsOfHundred, boolean special) {
        static Shape random(Random random) {
            int[] counts = {1, 2, 7, 300, 70_000, 10_000_000};
            int[] nulls = {0, 0, 3, 50, 100};
            return new Shape(
                    counts[random.nextInt(counts.length)],
                    1 + random.nextInt(30),
                    nulls[random.nextInt(nulls.length)],
                    random.nextInt(4) == 0);
        }
    }

    private static List<Numbers> numbers(Random random, int count) {
        Shape[] shapes = new Shape[10];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = Shape.random(random);
        }
        long[] last = new long[shapes.length];
        List<Numbers> all = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < shapes.length; i++) {
                if (random.nextInt(shapes[i].run) == 0) {
                    last[i] = random.nextInt(shapes[i].different) - shapes[i].different / 3;
                }
            }
            all.add(new Numbers(
                    (int) last[0],
                    isNull(random, shapes[1]) ? null : (Integer) (int) (last[1] * 1_000_003),
                    last[2] << 31,
                    isNull(random, shapes[3]) ? null : (Long) last[3],
                    fraction(last[4], shapes[4]).floatValue(),
                    isNull(random, shapes[5])
                            ? null
                            : fraction(last[5], shapes[5]).floatValue(),
                    fraction(last[6], shapes[6]),
                    isNull(random, shapes[7]) ? null : fraction(last[7], shapes[7]),
                    (short) last[8],
                    isNull(random, shapes[9])
                            ? null
                            : LocalDateTime.of(2020, 1, 1, 0, 0).plusSeconds(last[9]),
                    n % 3 == 0,
                    "text" + n % 17));
        }
        return all;
    }

    private static boolean isNull(Random random, Shape shape) {
        return random.nextInt(100) < shape.nullsOfHundred;
    }

    private static Double fraction(long number, Shape shape) {
        if (shape.special) {
            switch (Math.floorMod(number, 7)) {
                case 0:
                    return -0.0;
                case 1:
                    return number % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
                case 2:
                    return Double.POSITIVE_INFINITY;
                case 3:
                    return Double.longBitsToDouble(0xfff8000000000001L);
                default:
                    break;
            }
        }
        return number / 100.0;
    }

    private static byte[] file(ParquetSink<Numbers> sink, ParquetProperties properties, List<Numbers> numbers)
            throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (RecordWriter<Numbers> writer = sink.open(file, properties)) {
            for (Numbers each : numbers) {
                writer.write(each);
            }
        }
        return file.toByteArray();
    }

    @Test
    void filesAreThoseOfTheLibraryWherePagesEndByRows() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 25; round++) {
            int pageRows = 100 + random.nextInt(3_000); // the library looks at nothing before it has 100 rows
            int dictionaryBytes = random.nextBoolean() ? 1 << 20 : 1 << 7 + random.nextInt(8);
            List<Numbers> numbers = numbers(random, random.nextInt(10_000));
            ParquetSink<Numbers> sink = ParquetSink.records(
                    Numbers.class,
                    ParquetWriteOptions.DEFAULT
                            .withCodec(random.nextBoolean() ? ParquetCodec.UNCOMPRESSED : ParquetCodec.SNAPPY)
                            .withBloomFilters(random.nextBoolean() ? "l" : "text"));
            byte[] byLibrary = file(
                    sink.writtenByLibrary(),
                    sink.properties()
                            .withPageRowCountLimit(pageRows)
                            .withDictionaryPageSize(dictionaryBytes)
                            .build(),
                    numbers);
            byte[] here = file(
                    sink,
                    sink.properties()
                            .withPageRowCountLimit(pageRows)
                            .withDictionaryPageSize(dictionaryBytes)
                            .build(),
                    numbers);
            assertArrayEquals(
                    byLibrary,
                    here,
                    "seed " + SEED + ", round " + round + ": " + numbers.size() + " records, pages of " + pageRows
                            + ", dictionaries of " + dictionaryBytes);
        }
    }

    @Test
    void recordsAreThoseThatWereWrittenWherePagesAndRowGroupsEndBySize() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 10; round++) {
            List<Numbers> numbers = numbers(random, random.nextInt(10_000));
            ParquetSink<Numbers> sink = ParquetSink.records(
                    Numbers.class,
                    ParquetWriteOptions.DEFAULT
                            .withPageBytes(1 + random.nextInt(5_000))
                            .withRowGroupBytes(10_000 + random.nextInt(200_000)));
            Path file = dir.resolve("numbers" + round + ".parquet");
            Files.write(file, file(sink, sink.properties().build(), numbers));
            assertEquals(numbers, ParquetFiles.records(file, Numbers.class), "seed " + SEED + ", round " + round);
            ParquetFiles.assertLibraryDecodesTheSame(file);
        }
    }
}
