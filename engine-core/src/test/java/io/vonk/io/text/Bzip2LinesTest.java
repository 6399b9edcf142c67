package io.vonk.io.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import io.vonk.internal.file.FileSplit;
import io.vonk.internal.file.InputFile;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Bzip2LinesTest {
    @TempDir
    Path directory;

    /** Text that compresses badly, so that there are several blocks of the smallest size, 100 kB. */
    private static String text(long seed, int bytes, int longestLine) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            for (int n = random.nextInt(longestLine); n > 0; n--) {
                text.append((char) ('0' + random.nextInt(64)));
            }
            text.append(random.nextInt(3) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }

    private static byte[] compress(String text) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(file, 1)) {
            out.write(text.getBytes(UTF_8));
        }
        return file.toByteArray();
    }

    private List<String> read(Path path, long... borders) throws IOException {
        long size = Files.size(path);
        InputFile file = new InputFile(path.toString(), size, Map.of());
        List<String> lines = new ArrayList<>();
        long start = 0;
        for (int i = 0; i <= borders.length; i++) {
            long end = i < borders.length ? borders[i] : size;
            readPiece(new FileSplit(file, start, end), lines);
            start = end;
        }
        return lines;
    }

    private static void readPiece(Split split, List<String> into) throws IOException {
        TextSource source = TextSource.of(new LocalFileSystem(), "unused", TextOptions.DEFAULT);
        try (RecordReader<String> reader = source.open(split)) {
            @Nullable Object[] batch = new Object[100];
            for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                for (int i = 0; i < count; i++) {
                    into.add((String) batch[i]);
                }
            }
        }
    }

    @Test
    void everyCutOfAFileOfManyBlocksAndStreamsGivesEveryLineOnce() throws IOException {
        String first = text(1, 350_000, 200);
        String second = "a short stream without an end of its line";
        String third = text(2, 150_000, 50_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(compress(first));
        bytes.write(compress(""));
        bytes.write(compress(second));
        bytes.write(compress(third));
        Path path = Files.write(directory.resolve("a.bz2"), bytes.toByteArray());
        List<String> expected = (first + second + third).lines().toList();
        assertEquals(expected, read(path));
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 12; round++) {
            long a = random.nextLong(1, bytes.size());
            long b = random.nextLong(1, bytes.size());
            assertEquals(expected, read(path, Math.min(a, b), Math.max(a, b)), "cut at " + a + " and " + b);
        }
        for (long early = 1; early <= 6; early++) {
            assertEquals(expected, read(path, early), "cut at " + early);
        }
    }

    @Test
    void lineBreaksAtTheBorderOfBlocksBelongToOnePieceOnly() throws IOException {
        // The encoder's blocks hold 99,980 bytes that do not repeat; breaks are put all around that.
        for (String lineBreak : List.of("\n", "\r\n", "\r")) {
            StringBuilder text = new StringBuilder(text(4, 99_900, 90).replace("\r", ""));
            while (text.length() < 100_100) {
                text.append("x").append(lineBreak);
            }
            text.append(text(5, 50_000, 90));
            byte[] bytes = compress(text.toString());
            Path path = Files.write(directory.resolve("b.bz2"), bytes);
            List<String> expected = text.toString().lines().toList();
            for (int cut = 1000; cut < bytes.length; cut += bytes.length / 4) {
                assertEquals(expected, read(path, cut), "cut at " + cut);
            }
        }
    }

    @Test
    void anEmptyFileHasNoLines() throws IOException {
        assertEquals(List.of(), read(Files.write(directory.resolve("e.bz2"), compress(""))));
    }

    @Test
    void truncationIsFoundOutAndDamageNeverGivesOtherLines() throws IOException {
        byte[] whole = compress("some text that is not empty\n");
        Path path = directory.resolve("t.bz2");
        for (int length = 1; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertTrue(assertThrows(DataException.class, () -> read(path), "at " + length + " bytes")
                    .getMessage()
                    .contains(path.toString()));
        }
        int foundOut = 0;
        // The last bytes are the end and its checksum, which repeats that of the block.
        for (int i = 4; i < whole.length - 10; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(path, damaged);
            try {
                // Code tables have entries that nothing uses.
                assertEquals(List.of("some text that is not empty"), read(path), "byte " + i);
            } catch (DataException found) {
                foundOut++;
            }
        }
        assertTrue(foundOut > whole.length - 20, foundOut + " of " + whole.length);
        byte[] two = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, two, whole.length, whole.length);
        for (int i = whole.length; i < whole.length + 10; i++) {
            byte[] damaged = two.clone();
            damaged[i] ^= 64;
            Files.write(path, damaged);
            if (i < whole.length + 4) {
                assertEquals(2, read(path).size(), "a stream's header says nothing that is needed");
            } else {
                assertThrows(DataException.class, () -> read(path), "byte " + i + ", in the second stream");
            }
        }
        Files.writeString(path, "no bzip2 at all\n");
        assertThrows(DataException.class, () -> read(path));
    }

    @Test
    void positionsInLaterPiecesNameTheLine() throws IOException {
        String text = text(6, 250_000, 100);
        byte[] bytes = compress(text);
        Path path = Files.write(directory.resolve("p.bz2"), bytes);
        TextSource source =
                TextSource.of(new LocalFileSystem(), path.toString(), TextOptions.DEFAULT.withSplitBytes(70_000));
        List<? extends Split> splits = source.splits(1);
        assertTrue(splits.size() >= 2, "bzip2 is cut");
        List<String> all = text.lines().toList();
        int before = 0;
        for (Split split : splits) {
            List<String> lines = new ArrayList<>();
            readPiece(split, lines);
            try (RecordReader<String> reader = source.open(split)) {
                @Nullable Object[] batch = new Object[3];
                if (reader.read(batch) == 3) {
                    assertEquals(all.get(before + 2), batch[2]);
                    assertTrue(reader.position(2).startsWith(path + " line " + (before + 3)), reader.position(2));
                }
            }
            before += lines.size();
        }
        assertEquals(all.size(), before);
    }
}
