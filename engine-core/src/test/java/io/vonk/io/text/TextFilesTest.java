package io.vonk.io.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import io.vonk.internal.file.Compression;
import io.vonk.io.CountingReader;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.RecordWriter;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilesTest {
    private final LocalFileSystem files = new LocalFileSystem();

    @TempDir
    Path directory;

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private TextSource source(String name, TextOptions options) {
        return TextSource.of(files, directory + "/" + name, options);
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> readSplit(Source<T> source, Split split, int batchSize) throws IOException {
        List<T> records = new ArrayList<>();
        try (RecordReader<T> reader = source.open(split)) {
            @Nullable Object[] batch = new Object[batchSize];
            for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                for (int i = 0; i < count; i++) {
                    records.add((T) batch[i]);
                }
            }
            assertEquals(0, reader.read(batch));
        }
        return records;
    }

    private static <T> List<T> readAll(Source<T> source, int minSplits) throws IOException {
        List<T> records = new ArrayList<>();
        for (Split split : source.splits(minSplits)) {
            records.addAll(readSplit(source, split, 3));
        }
        return records;
    }

    private static long countAll(Source<?> source) throws IOException {
        long count = 0;
        for (Split split : source.splits(1)) {
            try (RecordReader<?> reader = source.open(split)) {
                count += ((CountingReader) reader).countRemaining();
            }
        }
        return count;
    }

    @Test
    void filesInManyPiecesGiveEveryLineOnceInOrder() throws IOException {
        write("in/a.txt", "\ufeffone\r\ntwo\n\nthree");
        write("in/b.txt", "");
        write("in/c.txt", "vier\rfünf\r\n\ud83d\ude00\n");
        List<String> expected = List.of("one", "two", "", "three", "vier", "fünf", "\ud83d\ude00");
        for (long splitBytes = 1; splitBytes < 40; splitBytes++) {
            TextSource source = source("in", TextOptions.DEFAULT.withSplitBytes(splitBytes));
            assertEquals(expected, readAll(source, 1), "pieces of " + splitBytes);
            assertEquals(expected.size(), countAll(source), "pieces of " + splitBytes);
        }
        assertEquals(2, source("in", TextOptions.DEFAULT).splits(1).size());
    }

    @Test
    void anEmptyFileHasNoLines() throws IOException {
        write("empty.txt", "");
        assertEquals(List.of(), readAll(source("empty.txt", TextOptions.DEFAULT), 4));
        write("empty.txt.gz", "");
        assertEquals(List.of(), readAll(source("empty.txt.gz", TextOptions.DEFAULT), 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".zst", ".bz2", ".deflate"})
    void compressedFilesAreReadWhole(String extension) throws IOException {
        String text =
                IntStream.range(0, 5_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        try (OutputStream out = Compression.ofExtension(extension)
                .compress(Files.newOutputStream(directory.resolve("a.txt" + extension)))) {
            out.write(text.getBytes(UTF_8));
        }
        TextSource source = source("a.txt" + extension, TextOptions.DEFAULT);
        assertEquals(text.lines().toList(), readAll(source, 1));
        assertEquals(5_000, countAll(source));
    }

    @Test
    void malformedBytesAreReplacedAndOtherCharsetsRead() throws IOException {
        Files.write(directory.resolve("latin.txt"), "Zürich\n".getBytes(ISO_8859_1));
        assertEquals(List.of("Z\ufffdrich"), readAll(source("latin.txt", TextOptions.DEFAULT), 1));
        assertEquals(List.of("Zürich"), readAll(source("latin.txt", TextOptions.DEFAULT.withCharset("ISO-8859-1")), 1));
        for (String unusable : List.of("UTF-16", "UTF-32LE", "IBM037")) {
            assertThrows(VonkException.class, () -> TextOptions.DEFAULT.withCharset(unusable), unusable);
        }
        assertThrows(VonkException.class, () -> TextOptions.DEFAULT.withCharset("no-such-charset"));
    }

    @Test
    void positionsNameFileLineAndByteInEveryPiece() throws IOException {
        String text = "a\nbb\r\nccc\n\ndddd\n";
        Path file = write("p.txt", text);
        List<String> expected = List.of("a 1 0", "bb 2 2", "ccc 3 6", " 4 10", "dddd 5 11");
        for (long splitBytes = 1; splitBytes <= text.length(); splitBytes++) {
            TextSource source = source("p.txt", TextOptions.DEFAULT.withSplitBytes(splitBytes));
            List<String> found = new ArrayList<>();
            for (Split split : source.splits(1)) {
                try (RecordReader<String> reader = source.open(split)) {
                    @Nullable Object[] batch = new Object[2];
                    for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                        for (int i = 0; i < count; i++) {
                            found.add(batch[i]
                                    + reader.position(i)
                                            .replace(file + " line", "")
                                            .replace("(byte ", "")
                                            .replace(")", ""));
                        }
                    }
                }
            }
            assertEquals(expected, found, "pieces of " + splitBytes);
        }
    }

    @Test
    void aLineOverTheLimitNamesFileAndByte() throws IOException {
        Path file = write("long.txt", "short\n" + "x".repeat(1_000));
        String message = assertThrows(
                        DataException.class,
                        () -> readAll(source("long.txt", TextOptions.DEFAULT.withMaxLineBytes(100)), 1))
                .getMessage();
        assertTrue(message.contains(file.toString()) && message.contains("at byte 6"), message);
    }

    @Test
    void sourcesTravel() throws Exception {
        write("in.txt", "a\nb\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextSource source = source("in.txt", TextOptions.DEFAULT);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(source);
            out.writeObject(source.splits(1).get(0));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TextSource travelled = (TextSource) in.readObject();
            assertEquals(List.of("a", "b"), readSplit(travelled, (Split) in.readObject(), 10));
        }
    }

    @Test
    void wholeFilesAreOneRecordEachWithTheirPath() throws IOException {
        Path a = write("w/a.txt", "x\ny");
        Path b = write("w/b.txt", "");
        WholeTextSource source = new WholeTextSource(files, directory + "/w", false, 100, "UTF-8");
        assertEquals(1, source.splits(1).size());
        assertEquals(List.of(Pair.of(a.toString(), "x\ny"), Pair.of(b.toString(), "")), readAll(source, 1));
        try (OutputStream out = Compression.GZIP.compress(Files.newOutputStream(directory.resolve("w/c.txt.gz")))) {
            out.write("zipped".getBytes(UTF_8));
        }
        assertEquals("zipped", readAll(source, 1).get(2).value());
        assertEquals(3, source.splits(3).size());
        assertEquals(3, source.splits(99).size());
    }

    @Test
    void wholeFilesOverTheLimitAreNamedAlsoWhenTheyGrowByUncompressing() throws IOException {
        write("w/a.txt", "123456");
        WholeTextSource source = new WholeTextSource(files, directory + "/w/*", false, 5, "UTF-8");
        assertTrue(assertThrows(DataException.class, () -> readAll(source, 1))
                .getMessage()
                .contains("/w/a.txt has more than 5 bytes"));
        Files.delete(directory.resolve("w/a.txt"));
        try (OutputStream out = Compression.GZIP.compress(Files.newOutputStream(directory.resolve("w/z.gz")))) {
            out.write(new byte[1_000_000]);
        }
        WholeTextSource bomb = new WholeTextSource(files, directory + "/w/*", false, 100_000, "UTF-8");
        assertTrue(assertThrows(DataException.class, () -> readAll(bomb, 1))
                .getMessage()
                .contains("/w/z.gz has more than 100000 bytes"));
    }

    @Test
    void binaryFilesAreBytesAsTheyAre() throws IOException {
        byte[] bytes = {0, 1, -1, '\n', '\r'};
        Files.write(directory.resolve("b.gz"), bytes);
        BinarySource source = new BinarySource(files, directory + "/*", true, 5);
        Pair<String, byte[]> only = readAll(source, 1).get(0);
        assertEquals(directory.resolve("b.gz").toString(), only.key());
        assertArrayEquals(bytes, only.value());
        assertThrows(DataException.class, () -> readAll(new BinarySource(files, directory + "/*", true, 4), 1));
    }

    @Test
    void recordsOfFixedLengthAreReadInEveryPiece() throws IOException {
        byte[] bytes = new byte[7 * 30];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / 7);
        }
        Files.write(directory.resolve("r.bin"), bytes);
        for (long splitBytes = 1; splitBytes < 50; splitBytes++) {
            BinaryRecordSource source = new BinaryRecordSource(files, directory + "/r.bin", 7, splitBytes);
            List<byte[]> records = readAll(source, 1);
            assertEquals(30, records.size(), "pieces of " + splitBytes);
            for (int i = 0; i < 30; i++) {
                assertArrayEquals(
                        new byte[] {(byte) i, (byte) i, (byte) i, (byte) i, (byte) i, (byte) i, (byte) i},
                        records.get(i));
            }
            assertEquals(30, countAll(source));
        }
    }

    @Test
    void recordsOfFixedLengthMustFitTheFile() throws IOException {
        write("r.bin", "12345");
        String message = assertThrows(
                        DataException.class,
                        () -> new BinaryRecordSource(files, directory + "/r.bin", 2, 100).splits(1))
                .getMessage();
        assertTrue(message.contains("r.bin has 5 bytes") && message.contains("1 bytes would be left over"), message);
        assertThrows(DataException.class, () -> new BinaryRecordSource(files, "x", 0, 100));
        BinaryRecordSource source = new BinaryRecordSource(files, directory + "/r.bin", 5, 100);
        Split split = source.splits(1).get(0);
        write("r.bin", "123");
        assertTrue(assertThrows(DataException.class, () -> readSplit(source, split, 1))
                .getMessage()
                .contains("ends at byte 3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz", ".zst"})
    void whatIsWrittenIsReadBack(String compression) throws IOException {
        TextSink<Object> sink = compression.isEmpty() ? new TextSink<>() : TextSink.compressed(compression);
        assertEquals(".txt" + compression, sink.extension());
        Path file = directory.resolve("out" + sink.extension());
        List<Object> records = new ArrayList<>(List.of("a", 1L, Pair.of("k", 2), ""));
        for (int length : new int[] {65_534, 65_535, 65_536, 65_537, 200_000, 3}) {
            records.add("é".repeat(length / 2) + "x".repeat(length % 2));
        }
        try (RecordWriter<Object> writer = sink.open(Files.newOutputStream(file))) {
            for (Object each : records) {
                writer.write(each);
            }
        }
        assertEquals(
                records.stream().map(String::valueOf).toList(),
                readAll(source(file.getFileName().toString(), TextOptions.DEFAULT), 1));
    }
}
