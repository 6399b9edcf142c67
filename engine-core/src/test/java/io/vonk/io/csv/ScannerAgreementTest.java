package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;

/** The fast scanner, the scanner by commons-csv, and commons-csv alone read the same out of the same bytes. */
class ScannerAgreementTest {
    private static final CsvOptions STANDARD = CsvOptions.standard();

    private static final List<String> NASTY = List.of(
            "",
            "\n",
            "\r\n",
            "\r",
            "a",
            "a\n",
            "a,b\n1,2\n",
            "a,b\r\n1,2\r\n",
            "a,b\r1,2\r",
            "a,b\n1,2",
            "a,b,\n1,2,",
            ",",
            ",\n,",
            ",,\n\n\n,,\n",
            "\n\n\na,b\n\n\n1,2\n\n\n",
            "\r\r\n\n\ra\r\r\n",
            "\"a\",\"b\"\n\"1\",\"2\"\n",
            "\"a\nb\",c\n",
            "\"a\r\nb\",c\r\n",
            "\"a\rb\",c\r",
            "\"a\"\"b\",c\n",
            "\"\"\"\",\"\"\"\"\"\"\n",
            "\"\",\"\"\n\"\"",
            "\"\"\n\"\"",
            "\"a\" ,b\n",
            "\"a\"\t \t,b\n",
            "\"a\" \n",
            "\"a\" ",
            "\"a\" x,b\nc,d\n",
            "\"a\"\"\n\"b\" x\"\nc,d\n",
            "a\"b,c\"d\n",
            " \"a\",b\n",
            "a,\"b",
            "a,\"b\nc,d\n",
            "a,\"b\"",
            "a,\"b\"\"",
            "a,b\nc\nd,e,f\n",
            "\uFEFFa,b\n",
            "\uFEFF\"a\",b\n",
            "é,ü\nß,€\n\"😀\",x\n",
            "\"a\"\u2003,b\n\"a\"\u00A0,b\n",
            "\"a\"\u3000",
            "\"a\"é,b\nc\n",
            "a\u0000b,\u0000\n\u0000",
            "NULL,\"NULL\",null,\"\",\n",
            " a , \"b\" , c \n",
            "#a,b\n#\n1,#2\n#",
            "#\"\n1,2\n \n#x",
            "a,b\n#c\r\n\r\n#d\rx,y",
            "\"#a\",b\n\"x\n#y\",z\n",
            "a,b,\nc,d,\n,\n\"\"\n\"\",\n",
            "\u001c\u001f,\u000b\n\"x\"\u001c,y\n");

    private static List<CsvOptions> dialects() {
        List<CsvOptions> dialects = new ArrayList<>();
        dialects.add(STANDARD);
        dialects.add(STANDARD.ignoreEmptyLines(false));
        dialects.add(STANDARD.comment('#'));
        dialects.add(STANDARD.comment('#').ignoreEmptyLines(false));
        dialects.add(STANDARD.trim(true));
        dialects.add(STANDARD.trim(true).nullString(""));
        dialects.add(STANDARD.nullString("NULL"));
        dialects.add(STANDARD.nullString("NULL").quoteMode(QuoteMode.ALL_NON_NULL));
        dialects.add(STANDARD.quoteMode(QuoteMode.NON_NUMERIC));
        dialects.add(STANDARD.quote(null));
        dialects.add(STANDARD.quote('\''));
        dialects.add(STANDARD.delimiter(";"));
        dialects.add(STANDARD.delimiter(" "));
        dialects.add(CsvOptions.tabs());
        dialects.add(STANDARD.charset(StandardCharsets.ISO_8859_1));
        dialects.add(STANDARD.charset(StandardCharsets.US_ASCII));
        dialects.add(STANDARD.charset(Charset.forName("windows-1252")));
        return dialects;
    }

    @Test
    void nastyTextsAreReadAlikeWhereverBuffersEnd() throws IOException {
        for (CsvOptions options : dialects()) {
            for (String text : NASTY) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                for (int buffer = 2; buffer <= Math.min(40, bytes.length + 3); buffer++) {
                    for (int chunk : new int[] {1, 3, 1000}) {
                        assertAgreement(bytes, options, buffer, chunk);
                    }
                }
            }
        }
    }

    @Test
    void randomTextsAreReadAlike() throws IOException {
        List<CsvOptions> dialects = dialects();
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = randomText(random);
            CsvOptions options = dialects.get(random.nextInt(dialects.size()));
            try {
                assertAgreement(bytes, options, 2 + random.nextInt(40), 1 + random.nextInt(20));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void bytesThatAreNotUtf8AreReadAlike() throws IOException {
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(30)];
            for (int i = 0; i < bytes.length; i++) {
                int kind = random.nextInt(10);
                bytes[i] = (byte) (kind < 2 ? ",\"\n\r".charAt(random.nextInt(4)) : 0x80 + random.nextInt(0x80));
            }
            if (bytes.length > 1 && bytes[0] == (byte) 0xEF) {
                bytes[0] = 'x';
            }
            try {
                assertAgreement(bytes, STANDARD, 2 + random.nextInt(40), 1 + random.nextInt(20));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void garbageAndNullBytesAreReadAlike() throws IOException {
        byte[] garbage = new byte[200_000];
        new Random(7).nextBytes(garbage);
        garbage[0] = 0;
        assertAgreement(garbage, STANDARD, 64 << 10, 8 << 10);
        assertAgreement(new byte[100_000], STANDARD, 1 << 10, 8 << 10);
    }

    @Test
    void longRowsOfShortFieldsAreReadAlike() throws IOException {
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < 10; row++) {
                int fields = random.nextInt(90);
                for (int i = 0; i < fields; i++) {
                    text.append("abcdefghijkl", 0, random.nextInt(random.nextInt(10) == 0 ? 12 : 3));
                    text.append(',');
                }
                text.append(random.nextInt(30) == 0 ? "\"x\n\"" : "y").append(random.nextBoolean() ? "\n" : "\r\n");
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            try {
                assertAgreement(bytes, STANDARD, 100 + random.nextInt(400), 1 + random.nextInt(300));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void aTrailingDelimiterStartsNoField() throws IOException {
        CsvOptions options = STANDARD.trailingDelimiter(true);
        for (String text : NASTY) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(Scans.byCommons(bytes, options, 64, 64), Scans.byBytes(bytes, options, 5, 2), text);
        }
        var rows = Scans.byBytes("a,b,\n\"\"\nc,d\n".getBytes(StandardCharsets.UTF_8), options, 64, 64);
        assertEquals(
                List.of(List.of("a", "b"), List.of(), List.of("c", "d")),
                rows.stream().map(Scans.Scanned::fields).toList());
    }

    @Test
    void everyScannedDialectIsOneThatTheFastScannerReads() {
        for (CsvOptions options : dialects()) {
            assertTrue(Dialect.of(options).plain(), options.toString());
        }
    }

    private static void assertAgreement(byte[] bytes, CsvOptions options, int buffer, int chunk) throws IOException {
        String message = options + " buffer " + buffer + " chunk " + chunk + ": "
                + new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.UTF_8);
        boolean marked = Scans.startsWithMark(bytes);
        if (marked && !Dialect.of(options).isUtf8()) {
            return;
        }
        List<Scans.Scanned> fast = Scans.byBytes(bytes, options, buffer, chunk);
        assertEquals(Scans.byCommons(bytes, options, buffer, chunk), fast, message);
        assertEquals(Scans.reference(bytes, options), Scans.untilMalformed(fast), message);
        for (int fields = -1; fields < 4; fields++) {
            int wanted = fields;
            long rows = fast.stream()
                    .filter(each -> each.fields() != null
                            && (wanted < 0 || each.fields().size() == wanted))
                    .count();
            assertEquals(rows, Scans.count(bytes, options, buffer, chunk, fields), message);
        }
    }

    private static byte[] randomText(Random random) {
        String[] parts = {
            ",", ",", ",", "\"", "\"", "\"", "\n", "\n", "\r\n", "\r", "a", "bc", " ", "\t", "'", ";", "#", "NULL", "é",
            "€", "\"\"", "\",\"", "\"\n\"", "\u2003", "😀", "1.5", "\u0000"
        };
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
