package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.io.LocalFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged file is read as if it were whole, or is a DataException that names it; nothing else happens. */
class ParquetDamageTest {
    private static final int FLIPS = 400;

    @TempDir
    Path dir;

    private static final Schema SCHEMA = Schema.of(
            Field.required("id", DataType.INT32),
            Field.of("text", DataType.STRING),
            Field.of("d", DataType.DOUBLE),
            Field.of("amount", DataType.decimal(20, 2)),
            Field.of("list", DataType.listOf(DataType.INT64)),
            Field.of("map", DataType.mapOf(DataType.STRING, DataType.BOOLEAN)));

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(Row.of(
                    SCHEMA,
                    i,
                    i % 3 == 0 ? null : "text " + i % 40,
                    i / 7.0,
                    i % 5 == 0 ? null : java.math.BigDecimal.valueOf(i * 1_000_003L, 2),
                    i % 4 == 0 ? null : Arrays.asList((long) i, null, 7L),
                    Map.of("k" + i % 10, i % 2 == 0)));
        }
        return rows;
    }

    private byte[] whole(ParquetCodec codec, WriterVersion version) throws IOException {
        ParquetSink<Row> sink = ParquetSink.rows(
                SCHEMA, ParquetWriteOptions.DEFAULT.withCodec(codec).withPageBytes(1_000));
        ParquetProperties properties = sink.properties()
                .withWriterVersion(version)
                .withPageRowCountLimit(80)
                .build();
        return Files.readAllBytes(ParquetFiles.write(dir.resolve("whole.parquet"), sink, properties, rows()));
    }

    @Test
    void fileCutOffAnywhereIsRefusedWithItsName() throws IOException {
        byte[] whole = whole(ParquetCodec.SNAPPY, WriterVersion.PARQUET_1_0);
        Path cut = dir.resolve("cut.parquet");
        for (int length = 0; length < whole.length; length += 1 + length / 50) {
            Files.write(cut, Arrays.copyOf(whole, length));
            DataException e =
                    assertThrows(DataException.class, () -> ParquetFiles.rows(cut), "cut to " + length + " bytes");
            assertTrue(e.getMessage().contains("cut.parquet"), e.getMessage());
        }
    }

    @Test
    void fileThatGrewOrShrankSinceItWasPlannedIsRefused() throws IOException {
        byte[] whole = whole(ParquetCodec.SNAPPY, WriterVersion.PARQUET_1_0);
        Path file = Files.write(dir.resolve("changing.parquet"), whole);
        ParquetSource<Row> source =
                ParquetSource.rows(new LocalFileSystem(), List.of(file.toString()), ParquetReadOptions.DEFAULT);
        var split = source.splits(1).get(0);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        DataException e = assertThrows(DataException.class, () -> source.open(split));
        assertTrue(e.getMessage().contains("has changed since the job began"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void flippedBitsGiveTheSameDataOrADataException(ParquetCodec codec) throws IOException {
        for (WriterVersion version : WriterVersion.values()) {
            byte[] whole = whole(codec, version);
            List<String> expected = ParquetFiles.texts(rows());
            long seed = codec.ordinal() * 100 + version.ordinal();
            Random random = new Random(seed);
            int refused = 0;
            for (int i = 0; i < FLIPS; i++) {
                byte[] damaged = whole.clone();
                int at = random.nextInt(damaged.length);
                int bit = random.nextInt(8);
                damaged[at] ^= (byte) (1 << bit);
                String what = "seed " + seed + " " + codec + " " + version + " flip " + i + " of bit " + bit
                        + " at byte " + at + " of " + whole.length;
                refused += read(damaged, expected, what) ? 0 : 1;
            }
            assertTrue(refused > FLIPS / 2, "only " + refused + " of " + FLIPS + " flips were seen");
        }
    }

    @ParameterizedTest
    @EnumSource
    void overwrittenStretchesGiveTheSameDataOrADataException(ParquetCodec codec) throws IOException {
        byte[] whole = whole(codec, WriterVersion.PARQUET_1_0);
        List<String> expected = ParquetFiles.texts(rows());
        long seed = 1_000 + codec.ordinal();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length - 20);
            byte[] noise = new byte[1 + random.nextInt(19)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, at, noise.length);
            read(damaged, expected, "seed " + seed + " " + codec + " stretch " + i + " at byte " + at);
        }
    }

    /** Reads by a filter too, so that indexes and dictionaries are looked at. Pages have checksums, indexes have none. */
    @Test
    void damageSeenByAFilterIsADataExceptionToo() throws IOException {
        byte[] whole = whole(ParquetCodec.ZSTD, WriterVersion.PARQUET_1_0);
        long seed = 77;
        Random random = new Random(seed);
        Filter filter = Filter.ge("id", 100).and(Filter.eq("text", "text 5").or(Filter.gt("d", 10.0)));
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                ParquetFiles.rows(
                        Files.write(dir.resolve("damaged.parquet"), damaged),
                        ParquetReadOptions.DEFAULT.withFilter(filter));
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("damaged.parquet"), e.getMessage());
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + " flip " + i + " at byte " + at, e);
            }
        }
    }

    /** Returns whether the data was read; anything but right data or a DataException fails the test. */
    private boolean read(byte[] damaged, List<String> expected, String what) throws IOException {
        Path file = Files.write(dir.resolve("damaged.parquet"), damaged);
        List<Row> read;
        try {
            read = ParquetFiles.rows(file);
        } catch (DataException e) {
            assertTrue(e.getMessage().contains("damaged.parquet"), what + ": " + e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            return fail(what, e);
        }
        assertEquals(expected, ParquetFiles.texts(read), what);
        return true;
    }

    @Test
    void damagedPageIsNamedByFileRowGroupAndColumn() throws IOException {
        byte[] whole = whole(ParquetCodec.UNCOMPRESSED, WriterVersion.PARQUET_1_0);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        whole[text.indexOf("text 17") + 3] ^= 1;
        Path file = Files.write(dir.resolve("flipped.parquet"), whole);
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.rows(file));
        assertTrue(e.getMessage().contains("flipped.parquet row group 0 column text is damaged"), e.getMessage());
        assertTrue(e.getMessage().contains("checksum"), e.getMessage());
    }

    @Test
    void otherFilesAreNotTakenForParquet() throws IOException {
        Path csv = Files.writeString(dir.resolve("trips.csv"), "a,b\n1,2\n3,4\n5,6\n");
        DataException e = assertThrows(DataException.class, () -> ParquetFiles.rows(csv));
        assertTrue(e.getMessage().contains("trips.csv is not a whole Parquet file"), e.getMessage());
        Path empty = Files.write(dir.resolve("empty.parquet"), new byte[0]);
        assertThrows(DataException.class, () -> ParquetFiles.rows(empty));
    }
}
