package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.CorruptBlockException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordBlockTest {
    private static final ClassLoader LOADER = RecordBlockTest.class.getClassLoader();

    private static byte[] write(List<?> records, BlockCompression compression, int blockSize) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordBlockWriter writer = RecordBlockWriter.toStream(bytes, compression, blockSize);
        try (writer) {
            for (Object record : records) {
                writer.write(record);
            }
            assertEquals(records.size(), writer.records());
        }
        assertEquals(bytes.size(), writer.bytes());
        return bytes.toByteArray();
    }

    private static List<Object> read(byte[] blocks, int batch) throws IOException {
        List<Object> records = new ArrayList<>();
        try (RecordBlockReader reader = RecordBlockReader.of(blocks, "test bytes", LOADER)) {
            Object[] into = new Object[batch];
            for (int count = reader.read(into); count > 0; count = reader.read(into)) {
                records.addAll(Arrays.asList(into).subList(0, count));
            }
            assertEquals(0, reader.read(into));
        }
        return records;
    }

    @Test
    void recordsOfAllShapesComeBackInOrder() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            SampleRecords samples = new SampleRecords(seed);
            List<Object> records = new ArrayList<>();
            for (int i = samples.random.nextInt(300); i > 0; i--) {
                records.add(samples.random.nextInt(10) == 0 ? samples.value(2) : samples.scalar(0));
            }
            BlockCompression compression = BlockCompression.values()[(int) seed % BlockCompression.values().length];
            byte[] blocks = write(records, compression, 1 + samples.random.nextInt(2_000));
            assertEquals(records, read(blocks, 1 + samples.random.nextInt(50)), "seed " + seed);
        }
    }

    @Test
    void pairsOfLongsAreReadWithoutObjectsAsTheyAreWithThem() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            SampleRecords samples = new SampleRecords(seed);
            List<Object> records = new ArrayList<>();
            for (int runs = samples.random.nextInt(6); runs > 0; runs--) {
                boolean pairs = samples.random.nextBoolean();
                for (int i = samples.random.nextInt(200); i > 0; i--) {
                    records.add(
                            pairs
                                    ? Pair.of(samples.random.nextLong() >> samples.random.nextInt(64), (long) i)
                                    : samples.scalar(0));
                }
            }
            BlockCompression compression = BlockCompression.values()[(int) seed % BlockCompression.values().length];
            int blockSize = 1 + samples.random.nextInt(2_000);
            int batch = 1 + samples.random.nextInt(100);
            byte[] blocks = write(records, compression, blockSize);
            String message = "seed " + seed;
            assertEquals(records, readAsLongs(RecordBlockReader.of(blocks, message, LOADER), batch), message);

            List<byte[]> arrays = new ArrayList<>();
            try (RecordBlockWriter writer = RecordBlockWriter.toArrays(arrays::add, compression, blockSize)) {
                for (Object record : records) {
                    writer.write(record);
                }
            }
            assertEquals(records, readAsLongs(RecordBlockReader.ofMemory(arrays, message, LOADER), batch), message);
        }
    }

    /** Reads pairs of longs as such, all other records as objects. */
    private static List<Object> readAsLongs(RecordBlockReader blocks, int batch) throws IOException {
        List<Object> records = new ArrayList<>();
        try (RecordBlockReader reader = blocks) {
            long[] longs = new long[2 * batch];
            Object[] objects = new Object[batch];
            while (true) {
                if (reader.atLongPairs()) {
                    int count = reader.readLongPairs(longs);
                    assertTrue(count > 0);
                    for (int i = 0; i < count; i++) {
                        records.add(Pair.of(longs[2 * i], longs[2 * i + 1]));
                    }
                    continue;
                }
                assertEquals(0, reader.readLongPairs(longs));
                int count = reader.read(objects);
                if (count == 0) {
                    return records;
                }
                records.addAll(Arrays.asList(objects).subList(0, count));
            }
        }
    }

    @Test
    void theFormatIsTheOneThatIsWrittenDown() throws IOException {
        byte[] one = write(List.of(7L), BlockCompression.NONE, 1000);
        assertEquals(
                "564e4b42" + "01000000" + "01000000" + "01000000" + "01000000" + "01000000" + "8ffc927a" + "da5bf0e8"
                        + "01" + "0e",
                HexFormat.of().formatHex(one));
    }

    @Test
    void goldenBlocksAreReadAndWrittenAsEver() throws IOException {
        byte[] golden;
        try (InputStream file = RecordBlockTest.class.getResourceAsStream("golden-blocks.bin")) {
            golden = file.readAllBytes();
        }
        List<Object> records = golden();
        assertEquals(records, read(golden, 7));
        assertArrayEquals(golden, write(records, BlockCompression.NONE, 200));
    }

    /** One record of each shape with a fixed order, several times, so that there are several blocks. */
    static List<Object> golden() {
        List<Object> records = new ArrayList<>();
        SampleRecords samples = new SampleRecords(42);
        for (int kind = 0; kind < 19; kind++) {
            if (kind != 17) {
                records.add(samples.scalar(kind));
                records.add(Pair.of(samples.scalar(kind), List.of(samples.scalar(kind), samples.text())));
            }
        }
        for (int i = 0; i < 20; i++) {
            records.add(new SampleRecords.Trip(
                    i,
                    i * 1_000_000_007L,
                    i / 3.0,
                    i % 4 == 0 ? null : "zone " + i,
                    i % 3 == 0 ? null : i,
                    i % 2 == 0));
        }
        records.add(null);
        return records;
    }

    @Test
    void similarRecordsShareBlocks() throws IOException {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            records.add(Pair.of("key " + i % 100, i % 7 == 0 ? null : i));
        }
        List<byte[]> blocks = new ArrayList<>();
        try (RecordBlockWriter writer =
                RecordBlockWriter.toArrays(blocks::add, BlockCompression.ZSTD, RecordBlockWriter.FILE_BLOCK)) {
            for (Object record : records) {
                writer.write(record);
            }
        }
        assertTrue(blocks.size() <= 8, blocks.size() + " blocks");
        List<Object> read = new ArrayList<>();
        for (byte[] block : blocks) {
            read.addAll(read(block, 1000));
        }
        assertEquals(records, read);
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        for (BlockCompression compression : BlockCompression.values()) {
            List<Object> records = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                records.add(Pair.of("some text " + i, (long) i));
            }
            byte[] good = write(records, compression, 400);
            for (int bit = 0; bit < good.length * 8; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                CorruptBlockException e = assertThrows(CorruptBlockException.class, () -> read(bad, 10), "bit " + bit);
                assertTrue(e.getMessage().contains("of test bytes"), e.getMessage());
            }
        }
    }

    @Test
    void everyTruncationIsFoundExceptBetweenBlocks() throws IOException {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            records.add("record number " + i);
        }
        byte[] good = write(records, BlockCompression.NONE, 100);
        int whole = 0;
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            try {
                List<Object> read = read(cut, 8);
                assertEquals(records.subList(0, read.size()), read);
                whole++;
            } catch (CorruptBlockException e) {
                assertTrue(e.getMessage().contains("ends"), e.getMessage());
            }
        }
        assertEquals(whole, blocks(good).size());
    }

    private static List<RecordBlock> blocks(byte[] bytes) {
        List<RecordBlock> blocks = new ArrayList<>();
        for (int at = 0;
                at < bytes.length;
                at += (int) blocks.get(blocks.size() - 1).length()) {
            blocks.add(RecordBlock.header(bytes, at, "test bytes", at));
        }
        return blocks;
    }

    @Test
    void forgedBlocksWithRightChecksumsFailInOrder() throws IOException {
        byte[] description = {CodecTag.LIST, CodecTag.LONGS};
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] payload = new byte[1 + random.nextInt(40)];
            random.nextBytes(payload);
            byte[] forged = RecordBlock.encode(
                    description, 1 + random.nextInt(3), payload, payload.length, BlockCompression.NONE);
            try {
                read(forged, 4);
            } catch (io.vonk.error.DataException e) {
                assertTrue(e.getMessage().contains("damaged"), "seed " + seed + ": " + e);
            }
        }
    }

    @Test
    void theErrorNamesTheOffsetOfTheBlock() throws IOException {
        byte[] first = write(List.of("a"), BlockCompression.NONE, 10);
        byte[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(first, 0, both, first.length, first.length);
        both[both.length - 1]++;
        CorruptBlockException e = assertThrows(CorruptBlockException.class, () -> read(both, 4));
        assertEquals(
                "the block of records at byte 35 of test bytes is damaged: its 35 bytes do not match their checksum",
                e.getMessage());
    }

    @Test
    void aRecordThatFailsToEncodeLeavesNoTrace() throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        try (RecordBlockWriter writer = RecordBlockWriter.toArrays(blocks::add, BlockCompression.NONE, 1000)) {
            writer.write(Pair.of("a", 1));
            assertThrows(RuntimeException.class, () -> writer.write(Pair.of("half-written", new Object())));
            writer.write(Pair.of("b", 2));
        }
        List<Object> read = new ArrayList<>();
        for (byte[] block : blocks) {
            read.addAll(read(block, 10));
        }
        assertEquals(List.of(Pair.of("a", 1), Pair.of("b", 2)), read);
    }
}
