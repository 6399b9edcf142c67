package io.vonk.io.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.io.CountingReader;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.RecordWriter;
import io.vonk.io.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectFilesTest {
    @TempDir
    Path directory;

    private Path write(String name, List<?> records) throws IOException {
        Path file = directory.resolve(name);
        try (RecordWriter<Object> writer = new ObjectSink<>().open(Files.newOutputStream(file))) {
            for (Object each : records) {
                writer.write(each);
            }
        }
        return file;
    }

    private ObjectSource<Object> source() {
        return new ObjectSource<>(new LocalFileSystem(), directory.toString());
    }

    private List<@Nullable Object> readAll() throws IOException {
        List<@Nullable Object> records = new ArrayList<>();
        for (Split split : source().splits(1)) {
            int before = records.size();
            try (RecordReader<Object> reader = source().open(split)) {
                @Nullable Object[] batch = new Object[7];
                for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                    records.addAll(Arrays.asList(batch).subList(0, count));
                    assertTrue(reader.position(count - 1).endsWith(" record " + (records.size() - before)));
                }
            }
        }
        return records;
    }

    @Test
    void recordsOfAnyKindAreReadBackFileByFile() throws IOException {
        List<Object> first = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            first.add(Pair.of("key " + i, (long) i));
        }
        write("part-0.vonk", first);
        write("part-1.vonk", List.of("text", 1, List.of(2.5, 3.5)));
        write("part-2.vonk", List.of());
        assertEquals(3, source().splits(100).size(), "a file is one split");
        List<Object> expected = new ArrayList<>(first);
        expected.addAll(List.of("text", 1, List.of(2.5, 3.5)));
        assertEquals(expected, readAll());
    }

    @Test
    void countingReadsOnlyTheEnd() throws IOException {
        write("part-0.vonk", List.of(1, 2, 3));
        try (RecordReader<Object> reader = source().open(source().splits(1).get(0))) {
            assertEquals(1, reader.read(new Object[1]));
            assertEquals(2, ((CountingReader) reader).countRemaining());
        }
    }

    @Test
    void theEndOfAFileIsAsItsFormatSays() throws IOException {
        byte[] file = Files.readAllBytes(write("part-0.vonk", List.of()));
        assertEquals(
                "564e4b4f01000000000000000000000000000000" + "f5b0a887",
                HexFormat.of().formatHex(file));
    }

    @Test
    void everyTruncationAndEveryChangedByteIsFoundOut() throws IOException {
        Path path = write("part-0.vonk", List.of("some", "records", "of", "text"));
        byte[] file = Files.readAllBytes(path);
        for (int length = 1; length < file.length; length++) {
            Files.write(path, Arrays.copyOf(file, length));
            assertTrue(assertThrows(VonkException.class, this::readAll, "at " + length + " bytes")
                    .getMessage()
                    .contains(path.toString()));
        }
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 0x10;
            Files.write(path, changed);
            assertThrows(VonkException.class, this::readAll, "byte " + i + " changed");
        }
    }

    @Test
    void blocksThatAreMissingAreFoundOut() throws IOException {
        List<Long> records = new ArrayList<>();
        for (long i = 0; i < 500_000; i++) {
            records.add(i * 0x9E3779B97F4A7C15L);
        }
        Path path = write("part-0.vonk", records);
        byte[] file = Files.readAllBytes(path);
        byte[] end = Arrays.copyOfRange(file, file.length - ObjectFileEnd.BYTES, file.length);
        Files.write(path, end);
        assertTrue(assertThrows(VonkException.class, this::readAll)
                .getMessage()
                .contains("it has 0 records, but its end says 500000"));
    }
}
