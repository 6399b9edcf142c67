package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;

/** For dialects that only commons-csv reads, the scanner gives what commons-csv alone gives, and the right places. */
class CommonsScannerTest {
    private static final CsvOptions STANDARD = CsvOptions.standard();

    private static List<CsvOptions> dialects() {
        List<CsvOptions> dialects = new ArrayList<>();
        dialects.add(STANDARD.escape('\\'));
        dialects.add(STANDARD.escape('\\').quote(null));
        dialects.add(STANDARD.delimiter("::"));
        dialects.add(STANDARD.delimiter("::").escape('\\').nullString("N"));
        dialects.add(STANDARD.ignoreSurroundingSpaces(true));
        dialects.add(STANDARD.ignoreSurroundingSpaces(true).ignoreEmptyLines(false));
        dialects.add(STANDARD.delimiter("é"));
        dialects.add(STANDARD.quote('é').trim(true));
        dialects.add(STANDARD.comment('é'));
        dialects.add(
                CsvOptions.of(CSVFormat.DEFAULT.builder().setTrailingData(true).get()));
        dialects.add(
                CsvOptions.of(CSVFormat.DEFAULT.builder().setLenientEof(true).get()));
        dialects.add(CsvOptions.of(CSVFormat.MYSQL));
        dialects.add(CsvOptions.of(CSVFormat.POSTGRESQL_TEXT));
        dialects.add(CsvOptions.of(CSVFormat.INFORMIX_UNLOAD));
        dialects.add(CsvOptions.of(CSVFormat.MONGODB_TSV));
        return dialects;
    }

    @Test
    void randomTextsAreReadAsByCommonsCsvAlone() throws IOException {
        String[] parts = {
            ",", ",", "\"", "\n", "\n", "\r\n", "\r", "a", "N", " ", "\\", "\\n", "::", ":", "é", "\"\"", "\"\n\"",
            "\t", "|"
        };
        List<CsvOptions> dialects = dialects();
        for (long seed = 1; seed <= 10_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            CsvOptions options = dialects.get(random.nextInt(dialects.size()));
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            String message = "seed " + seed + " " + options + ": " + text;
            List<Scans.Scanned> scanned;
            try {
                scanned = Scans.byCommons(bytes, options, 2 + random.nextInt(30), 1 + random.nextInt(9));
            } catch (RuntimeException e) {
                throw new AssertionError(message, e);
            }
            assertEquals(Scans.reference(bytes, options), Scans.untilMalformed(scanned), message);
            assertPlaces(bytes, scanned, message);
        }
    }

    /** Every row's text stands where the row is said to start, behind the row before it. */
    private static void assertPlaces(byte[] bytes, List<Scans.Scanned> scanned, String message) {
        int end = 0;
        for (Scans.Scanned each : scanned) {
            byte[] row = each.text().getBytes(StandardCharsets.UTF_8);
            int start = (int) each.offset();
            assertFalse(start < end, message);
            assertEquals(each.text(), new String(bytes, start, row.length, StandardCharsets.UTF_8), message);
            end = start + row.length;
        }
    }

    @Test
    void readingGoesOnBehindAMalformedRow() throws IOException {
        byte[] bytes = "a,b\n\"x\ny\"z,\"1\n\"c\",d\n\"e\"f\r\ng\n".getBytes(StandardCharsets.UTF_8);
        List<Scans.Scanned> expected = List.of(
                new Scans.Scanned(0, "a,b", List.of("a", "b")),
                new Scans.Scanned(4, "\"x\ny\"z,\"1", null),
                new Scans.Scanned(14, "\"c\",d", List.of("c", "d")),
                new Scans.Scanned(20, "\"e\"f", null),
                new Scans.Scanned(26, "g", List.of("g")));
        assertEquals(expected, Scans.byCommons(bytes, STANDARD, 4, 2));
        assertEquals(expected, Scans.byBytes(bytes, STANDARD, 4, 2));
    }

    @Test
    void manyCommentsDoNotPileUp() throws IOException {
        byte[] bytes = ("é comment\n".repeat(100_000) + "a\n").getBytes(StandardCharsets.UTF_8);
        List<Scans.Scanned> scanned = Scans.byCommons(bytes, STANDARD.comment('é'), 1 << 10, 1 << 10);
        assertEquals(List.of(new Scans.Scanned(bytes.length - 2, "a", List.of("a"))), scanned);
    }
}
