package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import io.vonk.io.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a file in splits gives the rows of the whole file, whatever lies at the borders. */
class CsvSplitTest {
    @TempDir
    Path directory;

    @Test
    void everySizeOfSplitsGivesTheSameRows() throws IOException {
        String text =
                "\uFEFFid,text\r\n1,\"a\r\nb\"\r\n\r\n\n2,\"\"\"x\"\",\n\"\"y\"\"\"\n3,\"\n\n\n\"\r4,plain\n5,\"p,\n6,q\n\"\n\n";
        String path = Readings.file(directory, "in.csv", text);
        List<List<String>> whole = Readings.all(CsvSource.lists(path).multiline(Multiline.ALWAYS));
        assertEquals(5, whole.size());
        for (int size = 1; size <= text.length() + 3; size++) {
            assertEquals(whole, Readings.all(CsvSource.lists(path).splitBytes(size)), "splits of " + size + " bytes");
        }
    }

    @Test
    void randomFilesGiveTheSameRowsInSplits() throws IOException {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            boolean comments = random.nextBoolean();
            String path = Readings.file(directory, "random.csv", wellFormed(random, comments));
            List<List<String>> whole = Readings.all(options(path, comments, Multiline.ALWAYS));
            for (int i = 0; i < 3; i++) {
                int size = 1 + random.nextInt(60);
                assertEquals(
                        whole,
                        Readings.all(options(path, comments, Multiline.AUTO).splitBytes(size)),
                        "seed " + seed + " size " + size);
            }
        }
    }

    private static CsvSource<List<String>> options(String path, boolean comments, Multiline multiline) {
        CsvOptions options = CsvOptions.standard().noHeader();
        return CsvSource.lists(path)
                .options(comments ? options.comment('#') : options)
                .multiline(multiline);
    }

    private static String wellFormed(Random random, boolean comments) {
        String[] plain = {"a", "12", "", "x y", "5\" pipe", "b\"\"", " \"z\"", "end\""};
        String[] quoted = {"a", ",", "\n", "\r\n", "\"\"", "#", " ", "x,\n1,2", "\"\",\"\"", ",\"\"x\"\"", "\n\"\"y"};
        String[] ends = {"\n", "\n", "\r\n", "\r", "\n\n"};
        StringBuilder text = new StringBuilder();
        int rows = random.nextInt(30);
        for (int row = 0; row < rows; row++) {
            if (comments && random.nextInt(8) == 0) {
                text.append(random.nextBoolean() ? "#c,\"x,\"\"\n" : "#c,\"\n");
            }
            int fields = 1 + random.nextInt(4);
            for (int field = 0; field < fields; field++) {
                text.append(field > 0 ? "," : "");
                if (random.nextInt(3) == 0) {
                    text.append('"');
                    for (int i = random.nextInt(6); i > 0; i--) {
                        text.append(quoted[random.nextInt(quoted.length)]);
                    }
                    text.append('"').append(random.nextInt(5) == 0 ? "  " : "");
                } else {
                    text.append(plain[random.nextInt(plain.length)]);
                }
            }
            text.append(ends[random.nextInt(ends.length)]);
        }
        return text.toString();
    }

    @Test
    void malformedFilesGiveTheSameRowsInSplitsOrFail() throws IOException {
        int same = 0;
        int failed = 0;
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            String[] parts = {"a", "b", ",", ",", "\n", "\n", "\"", "\"", "\"\"", " ", "\",\"", "\"\n\"", "x\"y", "\r"};
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String path = Readings.file(directory, "malformed.csv", text.toString());
            CsvSource<List<String>> source = CsvSource.lists(path)
                    .options(CsvOptions.standard().noHeader())
                    .badRows(BadRows.drop());
            List<List<String>> whole = Readings.all(source.multiline(Multiline.ALWAYS));
            Multiline multiline = random.nextBoolean() ? Multiline.AUTO : Multiline.NEVER;
            try {
                assertEquals(
                        whole,
                        Readings.all(source.multiline(multiline).splitBytes(1 + random.nextInt(30))),
                        "seed " + seed + ": " + text);
                same++;
            } catch (DataException e) {
                assertTrue(e.getMessage().contains("cannot be split at byte"), e.getMessage());
                failed++;
            }
        }
        assertTrue(same > 150, "same: " + same);
        assertTrue(failed > 15, "failed: " + failed);
    }

    @Test
    void aLargeQuotedFieldWithoutQuotesInItFailsInsteadOfBeingSplitWrongly() throws IOException {
        StringBuilder text = new StringBuilder("id,text\n1,\"");
        while (text.length() < 3 << 20) {
            text.append("a line of a long text,\n");
        }
        text.append("\"\n2,b\n");
        String path = Readings.file(directory, "large.csv", text.toString());
        CsvSource<List<String>> source = CsvSource.lists(path).splitBytes(1 << 20);
        String message =
                assertThrows(DataException.class, () -> Readings.all(source)).getMessage();
        assertTrue(message.startsWith(path + " cannot be split at byte 1,048,576: "), message);
        assertTrue(message.endsWith("read with Multiline.ALWAYS"), message);
        assertEquals(2, Readings.all(source.multiline(Multiline.ALWAYS)).size());
    }

    @Test
    void aLargeQuotedFieldWithQuotesInItIsSplitRightly() throws IOException {
        StringBuilder text = new StringBuilder("id,text\n");
        for (int row = 0; row < 40; row++) {
            text.append(row).append(",\"");
            for (int i = 0; i < 3_000; i++) {
                text.append("he said \"\"yes\"\",\nand went on,\"\"\"\",\n");
            }
            text.append("\"\n");
        }
        String path = Readings.file(directory, "large.csv", text.toString());
        List<List<String>> whole = Readings.all(CsvSource.lists(path).multiline(Multiline.ALWAYS));
        assertEquals(40, whole.size());
        assertEquals(whole, Readings.all(CsvSource.lists(path).splitBytes(150_001)));
    }

    @Test
    void filesThatNeedReadingFromTheirStartAreNotSplit() throws IOException {
        String path = Readings.file(directory, "in.csv", "a,b\n" + "1,2\n".repeat(1000));
        CsvOptions standard = CsvOptions.standard();
        assertTrue(splits(path, standard, Multiline.AUTO) > 10);
        assertEquals(1, splits(path, standard, Multiline.ALWAYS));
        assertEquals(1, splits(path, standard.escape('\\'), Multiline.AUTO));
        assertTrue(splits(path, standard.escape('\\'), Multiline.NEVER) > 10);
        assertEquals(1, splits(path, standard.charset(java.nio.charset.StandardCharsets.UTF_16LE), Multiline.NEVER));
        assertTrue(splits(path, standard.quote(null).delimiter("||"), Multiline.AUTO) > 10);
        assertEquals(1, splits(path, standard.delimiter("||"), Multiline.AUTO));
    }

    private static int splits(String path, CsvOptions options, Multiline multiline) throws IOException {
        return CsvSource.lists(path)
                .options(options)
                .multiline(multiline)
                .splitBytes(100)
                .splits(1)
                .size();
    }

    @Test
    void splitsOfOtherDialectsGiveTheSameRowsIfNoFieldHoldsLineBreaks() throws IOException {
        String path = Readings.file(directory, "in.csv", "a||b\n" + "#c\n\n1||\"x||y\"\n2||z\r\n".repeat(50));
        CsvSource<List<String>> source = CsvSource.lists(path)
                .options(CsvOptions.of(CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter("||")
                        .setCommentMarker('#')
                        .setHeader()
                        .get()))
                .multiline(Multiline.NEVER);
        List<List<String>> whole = Readings.all(source.multiline(Multiline.ALWAYS));
        assertEquals(100, whole.size());
        for (int size = 1; size < 40; size++) {
            assertEquals(whole, Readings.all(source.splitBytes(size)), "splits of " + size + " bytes");
        }
    }

    @Test
    void moreSplitsAreMadeWhenMoreAreWanted() throws IOException {
        String path = Readings.file(directory, "in.csv", "a,b\n" + "1,2\n".repeat(100_000));
        List<? extends Split> splits = CsvSource.lists(path).splits(4);
        assertEquals(4, splits.size());
        assertEquals(1, CsvSource.lists(path).splits(1).size());
        List<List<String>> rows = new ArrayList<>();
        for (Split split : splits) {
            rows.addAll(Readings.one(CsvSource.lists(path), split));
        }
        assertEquals(100_000, rows.size());
        assertEquals(
                Files.size(Path.of(path)),
                splits.stream().mapToLong(Split::sizeBytes).sum());
    }
}
