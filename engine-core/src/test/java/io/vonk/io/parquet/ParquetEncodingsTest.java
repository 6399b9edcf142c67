package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.io.LocalFileSystem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The decoders of flat columns against what was written and against Parquet's library, for every encoding. */
class ParquetEncodingsTest {
    @TempDir
    Path dir;

    private enum Writer {
        DICTIONARY_V1(WriterVersion.PARQUET_1_0, true, false),
        PLAIN_V1(WriterVersion.PARQUET_1_0, false, false),
        DICTIONARY_V2(WriterVersion.PARQUET_2_0, true, false),
        DELTA_V2(WriterVersion.PARQUET_2_0, false, false),
        SPLIT_V1(WriterVersion.PARQUET_1_0, false, true),
        SPLIT_V2(WriterVersion.PARQUET_2_0, false, true);

        private final WriterVersion version;
        private final boolean dictionary;
        private final boolean split;

        Writer(WriterVersion version, boolean dictionary, boolean split) {
            this.version = version;
            this.dictionary = dictionary;
            this.split = split;
        }
    }

    private static final Schema SCHEMA = Schema.of(
            Field.required("row", DataType.INT32),
            Field.of("flag", DataType.BOOLEAN),
            Field.required("flagRequired", DataType.BOOLEAN),
            Field.of("i", DataType.INT32),
            Field.required("iRequired", DataType.INT32),
            Field.of("l", DataType.INT64),
            Field.required("lRequired", DataType.INT64),
            Field.of("f", DataType.FLOAT),
            Field.of("d", DataType.DOUBLE),
            Field.of("s", DataType.STRING),
            Field.required("sRequired", DataType.STRING),
            Field.of("bytes", DataType.BYTES),
            Field.of("id", DataType.UUID),
            Field.of("large", DataType.decimal(30, 5)),
            Field.of("nothing", DataType.INT64));

    /** Runs, jumps, long stretches of null and extreme values, so that pages have every kind of run. */
    private static List<Row> rows(Random random, int count) {
        List<Row> rows = new ArrayList<>();
        boolean run = false;
        for (int n = 0; n < count; n++) {
            if (n % 97 == 0) {
                run = random.nextBoolean();
            }
            long number = run ? n / 50 : random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1000);
            boolean nulls = n / 300 % 3 == 1 || random.nextInt(10) == 0;
            String text = run ? "prefix/of/some/length/" + n : "t" + number;
            rows.add(Row.of(
                    SCHEMA,
                    n,
                    nulls ? null : (number & 1) == 0,
                    (number & 2) == 0,
                    nulls ? null : (int) number,
                    (int) (number * 31),
                    nulls ? null : number,
                    random.nextInt(50) == 0 ? Long.MIN_VALUE : number * 7,
                    nulls ? null : (float) number / 3,
                    nulls ? null : number / 7.0,
                    nulls ? null : text,
                    text + "!",
                    nulls ? null : BigInteger.valueOf(number).toByteArray(),
                    nulls ? null : new UUID(number, n),
                    nulls ? null : BigDecimal.valueOf(number, 5),
                    null));
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void everyEncodingDecodesToWhatWasWritten(Writer writer) throws IOException {
        long seed = 20_240_229;
        List<Row> rows = rows(new Random(seed), 7_000);
        Path file = write(writer, rows);
        assertEquals(rows, ParquetFiles.rows(file), "seed " + seed);
        ParquetFiles.assertLibraryDecodesTheSame(file);
    }

    /** Filters on a column that is in order leave out pages by the page index, so that all other columns skip. */
    @ParameterizedTest
    @EnumSource
    void rowsAfterSkippedOnesAreRight(Writer writer) throws IOException {
        long seed = 4711;
        Random random = new Random(seed);
        List<Row> rows = rows(random, 7_000);
        Path file = write(writer, rows);
        for (int i = 0; i < 20; i++) {
            int a = random.nextInt(rows.size());
            int b = Math.min(rows.size(), a + random.nextInt(400));
            int c = random.nextInt(rows.size());
            Filter filter = Filter.ge("row", a).and(Filter.lt("row", b)).or(Filter.eq("row", c));
            List<Row> expected = rows.stream()
                    .filter(row -> (row.getInt("row") >= a && row.getInt("row") < b) || row.getInt("row") == c)
                    .toList();
            ParquetReadOptions options = ParquetReadOptions.DEFAULT.withFilter(filter);
            assertEquals(expected, ParquetFiles.rows(file, options), "seed " + seed + " " + filter);
            ParquetSource<Row> library = ParquetSource.rows(new LocalFileSystem(), List.of(file.toString()), options)
                    .decodedByLibrary();
            assertEquals(expected, ParquetFiles.readAll(library), "library, seed " + seed + " " + filter);
        }
    }

    private Path write(Writer writer, List<Row> rows) throws IOException {
        ParquetSink<Row> sink = ParquetSink.rows(
                SCHEMA, ParquetWriteOptions.DEFAULT.withRowGroupBytes(150_000).withPageBytes(3_000));
        ParquetProperties properties = sink.properties()
                .withWriterVersion(writer.version)
                .withDictionaryEncoding(writer.dictionary)
                .withByteStreamSplitEncoding(writer.split)
                .withDictionaryPageSize(20_000)
                .withPageRowCountLimit(500)
                .build();
        return ParquetFiles.write(dir.resolve(writer + ".parquet"), sink, properties, rows);
    }

    @Test
    void theWritersTogetherUseEveryEncoding() throws IOException {
        Set<String> used = new HashSet<>();
        for (Writer writer : Writer.values()) {
            Path file = write(writer, rows(new Random(1), 2_000));
            try (var input = new LocalFileSystem().open(file.toString())) {
                Footer.read(input)
                        .rowGroups()
                        .forEach(group -> group.getColumns()
                                .forEach(chunk -> chunk.getEncodings().forEach(each -> used.add(each.name()))));
            }
        }
        assertTrue(
                used.containsAll(Set.of(
                        "PLAIN",
                        "PLAIN_DICTIONARY",
                        "RLE_DICTIONARY",
                        "RLE",
                        "DELTA_BINARY_PACKED",
                        "DELTA_BYTE_ARRAY",
                        "BYTE_STREAM_SPLIT")),
                used.toString());
    }
}
