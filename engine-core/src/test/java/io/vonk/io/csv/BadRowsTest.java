package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import io.vonk.io.RecordReader;
import io.vonk.io.Split;
import io.vonk.runtime.Accumulator;
import io.vonk.runtime.TaskContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadRowsTest {
    @TempDir
    Path directory;

    record Fare(int zone, double amount) {
        Fare {
            if (amount < 0) {
                throw new IllegalArgumentException("negative amount " + amount);
            }
        }
    }

    private static final String TEXT =
            "zone,amount\n1,1.5\n2,x12\n3\n4,4.5,9\n5,-1\n\"6\"x,6.5\n\"7\",\"7.5\"\n,8\n9,9.5\n";
    private static final List<Fare> GOOD = List.of(new Fare(1, 1.5), new Fare(7, 7.5), new Fare(9, 9.5));

    private CsvSource<Fare> source(String text) throws IOException {
        return CsvSource.of(Fare.class, Readings.file(directory, "fares.csv", text));
    }

    private String failure(String text) throws IOException {
        CsvSource<Fare> source = source(text);
        return assertThrows(DataException.class, () -> Readings.all(source))
                .getMessage()
                .replace(directory + "/", "");
    }

    @Test
    void aBadValueFailsWithItsPlaceColumnAndExpectedType() throws IOException {
        assertEquals(
                "fares.csv line 3 (byte 18), column amount: expected a number of type double; got: \"x12\". To go on without"
                        + " such rows use BadRows.drop() or BadRows.quarantine(directory)",
                failure("zone,amount\n1,1.5\n2,x12\n"));
    }

    @Test
    void aRaggedRowFailsWithItsPlace() throws IOException {
        String few = failure("zone,amount\n3\n");
        assertTrue(few.startsWith("fares.csv line 2 (byte 12): expected 2 fields, found 1; the row is \"3\""), few);
        String many = failure("zone,amount\n1,1\n4,4.5,9\n");
        assertTrue(
                many.startsWith("fares.csv line 3 (byte 16): expected 2 fields, found 3; the row is \"4,4.5,9\""),
                many);
    }

    @Test
    void malformedQuotesFailWithTheirPlace() throws IOException {
        assertTrue(failure("zone,amount\n\"6\"x,6.5\n")
                .startsWith("fares.csv line 2 (byte 12): behind the closing quote of a field stands something other"));
        assertTrue(failure("zone,amount\n1,\"2\n3,4\n")
                .startsWith("fares.csv line 2 (byte 12): a quoted field is still open at the end of the file;"
                        + " the row is \"1,\"2\\n3,4\""));
    }

    @Test
    void whatTheConstructorRejectsFailsWithItsException() throws IOException {
        CsvSource<Fare> source = source("zone,amount\n5,-1\n");
        DataException failed = assertThrows(DataException.class, () -> Readings.all(source));
        assertTrue(failed.getMessage().contains("negative amount -1.0"), failed.getMessage());
        assertInstanceOf(IllegalArgumentException.class, failed.getCause());
    }

    @Test
    void longValuesAreShortenedInMessages() throws IOException {
        String message = failure("zone,amount\n1," + "y".repeat(1000) + "\n");
        assertTrue(message.contains("y".repeat(80) + "… (1000 characters)\""), message);
        assertFalse(message.contains("y".repeat(81)), message);
    }

    @Test
    void droppedRowsAreCountedInTheTask() throws IOException {
        CsvSource<Fare> source = source(TEXT).badRows(BadRows.drop());
        CountingContext task = new CountingContext();
        try (TaskContext.Scope scope = TaskContext.enter(task)) {
            assertEquals(GOOD, Readings.all(source));
        }
        assertEquals(Map.of(CsvSource.DROPPED_ROWS, 6L), task.counts);
        assertEquals(GOOD, Readings.all(source));
    }

    @Test
    void surplusAndMissingFieldsCanBeFilled() throws IOException {
        record Loose(Integer zone, Double amount, String note) {}
        String path = Readings.file(directory, "loose.csv", "zone,amount,note\n1\n2,2.5\n3,3.5,c,d\n");
        assertEquals(
                List.of(new Loose(1, null, null), new Loose(2, 2.5, null), new Loose(3, 3.5, "c")),
                Readings.all(CsvSource.of(Loose.class, path).raggedRows(RaggedRows.FILL)));
    }

    @Test
    void quarantineHoldsTheBadRowsAsTheGoldenFileSays() throws IOException {
        Path quarantine = directory.resolve("bad");
        CsvSource<Fare> source = source(TEXT).badRows(BadRows.quarantine(quarantine.toString()));
        CountingContext task = new CountingContext();
        try (TaskContext.Scope scope = TaskContext.enter(task)) {
            assertEquals(GOOD, Readings.all(source));
        }
        assertEquals(Map.of(CsvSource.QUARANTINED_ROWS, 6L), task.counts);
        List<Path> files = files(quarantine);
        assertEquals(1, files.size());
        assertTrue(files.get(0).getFileName().toString().matches("fares\\.csv-000000000000000-[0-9a-f]{8}\\.csv"));
        assertEquals(golden("quarantine.csv"), Files.readString(files.get(0)).replace(directory + "/", ""));
    }

    @Test
    void quarantineOfSplitsHoldsTheSameRowsAndRepeatsReplaceIt() throws IOException {
        Path quarantine = directory.resolve("bad");
        String text = TEXT.replace("\"6\"x,6.5\n", "") + TEXT.substring(12).replace("\"6\"x,6.5\n", "");
        CsvSource<Fare> source =
                source(text).badRows(BadRows.quarantine(quarantine.toString())).splitBytes(7);
        List<? extends Split> splits = source.splits(1);
        assertTrue(splits.size() > 5);
        List<String> contents = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            List<Fare> good = new ArrayList<>();
            for (Split split : splits) {
                good.addAll(Readings.one(source, split));
            }
            assertEquals(6, good.size());
            StringBuilder all = new StringBuilder();
            for (Path file : files(quarantine)) {
                List<String> lines = Files.readAllLines(file);
                assertEquals("file,line,byte,column,value,reason,row", lines.get(0));
                assertTrue(lines.size() > 1, "no file without rows");
                lines.subList(1, lines.size()).forEach(line -> all.append(line).append('\n'));
            }
            contents.add(all.toString());
        }
        assertEquals(10, contents.get(0).lines().count());
        assertEquals(List.of(contents.get(0), contents.get(0)), contents.subList(1, 3));
    }

    @Test
    void quarantineLeavesNothingWithoutBadRowsOrWhenReadingEndsEarly() throws IOException {
        Path quarantine = directory.resolve("bad");
        CsvSource<Fare> source = source(TEXT).badRows(BadRows.quarantine(quarantine.toString()));
        try (RecordReader<Fare> reader = source.open(source.splits(1).get(0))) {
            assertEquals(2, reader.read(new Object[2]));
        }
        assertEquals(List.of(), files(quarantine));
        assertEquals(
                1,
                Readings.all(source("zone,amount\n1,2\n").badRows(BadRows.quarantine(quarantine.toString())))
                        .size());
        assertEquals(List.of(), files(quarantine));
    }

    @Test
    void goodDataLeavesNoQuarantineOfAnEarlierRun() throws IOException {
        Path quarantine = directory.resolve("bad");
        Readings.all(source(TEXT).badRows(BadRows.quarantine(quarantine.toString())));
        assertEquals(1, files(quarantine).size());
        Readings.all(source("zone,amount\n1,2\n").badRows(BadRows.quarantine(quarantine.toString())));
        assertEquals(List.of(), files(quarantine));
    }

    @Test
    void aRowAboveTheLimitFailsWithItsPlaceWhateverBecomesOfBadRows() throws IOException {
        byte[] bytes = new byte[12 << 20];
        Arrays.fill(bytes, (byte) 'a');
        for (int i = 100; i < bytes.length; i += 100) {
            bytes[i] = '\n';
        }
        byte[] start = "zone,amount\n1,2\n2,\"".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(start, 0, bytes, 0, start.length);
        String path = Readings.file(directory, "open.csv", bytes);
        for (CsvOptions options :
                List.of(CsvOptions.standard(), CsvOptions.standard().escape('\\'))) {
            CsvSource<Fare> source = CsvSource.of(Fare.class, path)
                    .options(options)
                    .maxRowBytes(10 << 20)
                    .badRows(BadRows.drop());
            String message = assertThrows(DataException.class, () -> Readings.all(source))
                    .getMessage();
            assertEquals(
                    path + " line 3 (byte 16): the row that starts here is larger than 10,485,760 bytes, most likely"
                            + " because a quote is never closed; correct it, or allow larger rows with maxRowBytes",
                    message);
        }
    }

    @Test
    void aHeaderAboveTheLimitFailsWithTheFile() throws IOException {
        String path = Readings.file(directory, "binary.csv", new byte[100_000]);
        String message = assertThrows(
                        DataException.class,
                        () -> Readings.all(CsvSource.of(Fare.class, path).maxRowBytes(50_000)))
                .getMessage();
        assertTrue(message.startsWith(path + " has a header of more than 50,000 bytes"), message);
    }

    @Test
    void aRowOfJustTheLimitIsRead() throws IOException {
        String text = "zone,amount\n12,3.5\n";
        assertEquals(1, Readings.all(source(text).maxRowBytes(12)).size());
        for (CsvOptions options :
                List.of(CsvOptions.standard(), CsvOptions.standard().escape('\\'))) {
            CsvSource<Fare> tooLarge = source(text).options(options).maxRowBytes(11);
            assertThrows(DataException.class, () -> Readings.all(tooLarge));
        }
    }

    private static List<Path> files(Path quarantine) throws IOException {
        if (!Files.exists(quarantine)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(quarantine)) {
            return files.sorted().toList();
        }
    }

    static String golden(String name) throws IOException {
        try (InputStream in = BadRowsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class CountingContext extends TaskContext {
        private final Map<String, Long> counts = new HashMap<>();

        @Override
        public long jobId() {
            return 0;
        }

        @Override
        public long stageId() {
            return 0;
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long attemptId() {
            return 0;
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void checkCancelled() {}

        @Override
        public void onClose(AutoCloseable resource) {}

        @Override
        public void count(String counter, long delta) {
            counts.merge(counter, delta, Long::sum);
        }

        @Override
        public void register(Accumulator<?, ?> accumulator) {}

        @Override
        public Object broadcastValue(long broadcastId) {
            throw new UnsupportedOperationException();
        }
    }
}
