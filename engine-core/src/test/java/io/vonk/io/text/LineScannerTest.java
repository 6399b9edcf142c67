package io.vonk.io.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineScannerTest {

    /** The oracle: one character at a time. Each line is preceded by its position. */
    private static List<String> oracle(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lines.add(start + ":" + text.substring(start, i));
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(start + ":" + text.substring(start));
        }
        return lines;
    }

    /** Hands out at most {@code step} bytes at a time. */
    private static InputStream dripping(byte[] bytes, int from, int step) {
        return new ByteArrayInputStream(bytes, from, bytes.length - from) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(step, length));
            }
        };
    }

    private static void collect(String text, int start, int end, int bufferBytes, int step, List<String> into)
            throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        try (LineScanner scanner =
                new LineScanner(dripping(bytes, start, step), start, () -> end, 1 << 20, bufferBytes, "test")) {
            if (start > 0) {
                scanner.skipFirstLine();
            }
            while (scanner.next()) {
                String line = new String(
                        scanner.buffer(), scanner.lineStart(), scanner.lineEnd() - scanner.lineStart(), ISO_8859_1);
                into.add(scanner.linePosition() + ":" + line);
            }
            assertFalse(scanner.next(), "the end stays the end");
        }
    }

    private static List<String> inPieces(String text, int bufferBytes, int step, int... borders) throws IOException {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int border : borders) {
            collect(text, start, border, bufferBytes, step, lines);
            start = border;
        }
        collect(text, start, text.length(), bufferBytes, step, lines);
        return lines;
    }

    @Test
    void everyShortTextCutAtEveryTwoPlacesGivesEveryLineOnce() throws IOException {
        char[] alphabet = {'a', '\n', '\r'};
        int texts = 0;
        for (int length = 0; length <= 7; length++) {
            for (int code = 0; code < Math.pow(3, length); code++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0, rest = code; i < length; i++, rest /= 3) {
                    text.append(alphabet[rest % 3]);
                }
                String all = text.toString();
                List<String> expected = oracle(all);
                assertEquals(expected, inPieces(all, 16, 1), all);
                for (int a = 1; a < length; a++) {
                    for (int b = a; b < length; b++) {
                        assertEquals(expected, inPieces(all, 16, 1, a, b), () -> escaped(all));
                    }
                }
                texts++;
            }
        }
        assertEquals((int) (Math.pow(3, 8) - 1) / 2, texts);
    }

    @Test
    void longLinesCutAnywhereWithAnyBufferGiveEveryLineOnce() throws IOException {
        long seed = 3;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 150) {
                text.append("x".repeat(random.nextInt(40)));
                text.append(random.nextInt(20) == 0 ? "\u00fc" : "");
                text.append(new String[] {"\n", "\r\n", "\r", "\n\r", "\r\r\n"}[random.nextInt(5)]);
            }
            text.append("z".repeat(random.nextInt(3) * 20));
            String all = text.toString();
            List<String> expected = oracle(all);
            int bufferBytes = 16 + random.nextInt(40);
            int step = 1 + random.nextInt(30);
            for (int cut = 1; cut < all.length(); cut++) {
                assertEquals(expected, inPieces(all, bufferBytes, step, cut), "seed " + seed + " round " + round);
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r");
    }

    @Test
    void linesAreAsTheJdkSeesThem() throws IOException {
        String text = "a\nbb\r\n\rccc\n\nlast";
        List<String> lines = inPieces(text, 16, 4).stream()
                .map(line -> line.substring(line.indexOf(':') + 1))
                .toList();
        assertEquals(text.lines().toList(), lines);
    }

    @Test
    void aLineOverTheLimitIsAnErrorWithItsPlaceAndNoLargeBuffer() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                java.util.Arrays.fill(into, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        try (LineScanner scanner = new LineScanner(endless, 5, () -> Long.MAX_VALUE, 1000, 64, "big.txt")) {
            String message = assertThrows(DataException.class, scanner::next).getMessage();
            assertTrue(message.contains("big.txt") && message.contains("1000 bytes") && message.contains("at byte 5"));
            assertTrue(scanner.buffer().length < 1000 + 2 * LineScanner.BUFFER_BYTES);
        }
    }

    @Test
    void aLineOfExactlyTheLimitIsRead() throws IOException {
        String text = "y".repeat(100) + "\n" + "z".repeat(101) + "\n";
        byte[] bytes = text.getBytes(ISO_8859_1);
        try (LineScanner scanner =
                new LineScanner(new ByteArrayInputStream(bytes), 0, () -> Long.MAX_VALUE, 100, 16, "t")) {
            assertTrue(scanner.next());
            assertEquals(100, scanner.lineEnd() - scanner.lineStart());
            assertThrows(DataException.class, scanner::next);
        }
    }
}
