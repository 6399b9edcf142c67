package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.data.Filter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that Spark has written; how is told in the README.md beside them. */
class ParquetSparkTest {
    private record Deep(String z) {}

    private record Outer(long x, Deep y) {}

    private record P(Long p) {}

    private record Written(
            long n,
            boolean flag,
            byte i8,
            short i16,
            int i32,
            float f32,
            double f64,
            String text,
            byte[] bytes,
            BigDecimal dec9,
            BigDecimal dec18,
            BigDecimal dec38,
            LocalDate day,
            Instant at,
            LocalDateTime wall,
            List<Integer> list,
            List<List<String>> lists,
            Map<String, Long> map,
            Outer struct,
            List<P> structs) {}

    private static Written written(int n, boolean millis) {
        long micros = n * 86_400_000_001L - 3;
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("k" + n, (long) n);
        map.put("z", null);
        return new Written(
                n,
                n % 2 == 0,
                (byte) (n - 5),
                (short) (n * -100),
                n * 100_000,
                n / 4f,
                n / 7.0,
                n == 3 ? null : "text " + n + " ž",
                ("b" + n).getBytes(StandardCharsets.UTF_8),
                BigDecimal.valueOf(n * -125L, 2),
                BigDecimal.valueOf(n * 1_000_000_500L, 3),
                new BigDecimal("-12345678901234567890.12").add(new BigDecimal(BigInteger.valueOf(n))),
                LocalDate.of(1969, 12, 28).plusDays(n),
                millis ? Instant.ofEpochMilli(Math.floorDiv(micros, 1000)) : Instant.EPOCH.plusNanos(micros * 1000),
                LocalDateTime.of(2024, 2, 29, 12, 0).plusSeconds(n),
                n == 1 ? null : Arrays.asList(n, null, 7),
                List.of(Arrays.asList("a", null), List.of()),
                map,
                new Outer(n, n == 2 ? null : new Deep("deep")),
                Arrays.asList(new P((long) n), null));
    }

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(ParquetSparkTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark-int96.snappy.parquet",
                "spark-micros.zstd.parquet",
                "spark-millis.gz.parquet",
                "spark-legacy.lz4raw.parquet"
            })
    void filesOfSparkAreReadIntoRecords(String name) throws IOException {
        List<Written> read = ParquetFiles.records(file(name), Written.class);
        assertEquals(10, read.size());
        for (int n = 0; n < 10; n++) {
            Written expected = written(n, name.contains("millis"));
            assertArrayEquals(expected.bytes(), read.get(n).bytes(), "bytes of row " + n);
            assertEquals(withoutBytes(expected), withoutBytes(read.get(n)));
        }
        ParquetFiles.assertLibraryDecodesTheSame(file(name));
        Filter filter = Filter.ge("day", LocalDate.of(1970, 1, 1)).and(Filter.lt("at", Instant.ofEpochSecond(600_000)));
        List<Long> expected = new ArrayList<>();
        for (int n = 4; n < 7; n++) {
            expected.add((long) n);
        }
        assertEquals(
                expected,
                ParquetFiles.records(file(name), Written.class, ParquetReadOptions.DEFAULT.withFilter(filter)).stream()
                        .map(Written::n)
                        .toList());
    }

    private static String withoutBytes(Written written) {
        return written.toString().replaceAll("bytes=[^,]*,", "");
    }
}
