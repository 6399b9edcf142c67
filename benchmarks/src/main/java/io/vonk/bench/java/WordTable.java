package io.vonk.bench.java;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts words that are bytes of UTF-8. Those of up to eight bytes, which is nearly all, are numbers: the bytes themselves,
 * the first lowest.
 */
final class WordTable {
    private static final long BLANKS = Swar.repeat(' ');
    private static final long FEEDS = Swar.repeat('\n');

    private final LongTable table;
    private final Map<String, Long> longWords = new HashMap<>();

    WordTable(int expected) {
        this.table = new LongTable(expected);
    }

    /** Counts the words of lines. */
    void add(LineBuffer lines) {
        byte[] bytes = lines.bytes();
        int at = lines.start();
        int end = lines.end();
        while (at < end) {
            long word = Swar.load(bytes, at);
            long ends = Swar.matches(word, BLANKS) | Swar.matches(word, FEEDS);
            int length = Long.numberOfTrailingZeros(ends) >>> 3;
            if (length < Long.BYTES) {
                table.add(Swar.lowest(word, length), 1);
            } else {
                byte next = bytes[at + Long.BYTES];
                if (next == ' ' || next == '\n') {
                    table.add(word, 1);
                } else {
                    length = addLong(bytes, at);
                }
            }
            at += length + 1;
        }
    }

    private int addLong(byte[] bytes, int at) {
        int length = Long.BYTES + 1;
        while (bytes[at + length] != ' ' && bytes[at + length] != '\n') {
            length++;
        }
        longWords.merge(new String(bytes, at, length, StandardCharsets.UTF_8), 1L, Long::sum);
        return length;
    }

    /** A new table with one of {@code parts} parts of the words in all tables. */
    static WordTable merged(List<WordTable> tables, int part, int parts) {
        WordTable merged = new WordTable(0);
        for (WordTable words : tables) {
            LongTable table = words.table;
            for (int slot = 0; slot < table.slots(); slot += 2) {
                if (table.isUsed(slot) && part(table.key(slot), parts) == part) {
                    merged.table.add(table.key(slot), table.value(slot));
                }
            }
            words.longWords.forEach((word, count) -> {
                if (Math.floorMod(word.hashCode(), parts) == part) {
                    merged.longWords.merge(word, count, Long::sum);
                }
            });
        }
        return merged;
    }

    private static int part(long key, int parts) {
        return (int) ((LongTable.hash(key) & 0xFFFFFFFFL) * parts >>> 32);
    }

    /** What is done with a word; {@code bytes} is valid until it returns. */
    interface WordAction {
        void on(byte[] bytes, int length, long count) throws java.io.IOException;
    }

    void forEach(WordAction action) throws java.io.IOException {
        byte[] bytes = new byte[Long.BYTES];
        for (int slot = 0; slot < table.slots(); slot += 2) {
            if (table.isUsed(slot)) {
                long word = table.key(slot);
                int length = 0;
                for (; length < Long.BYTES && word != 0; word >>>= 8) {
                    bytes[length++] = (byte) word;
                }
                action.on(bytes, length, table.value(slot));
            }
        }
        for (Map.Entry<String, Long> entry : longWords.entrySet()) {
            byte[] encoded = entry.getKey().getBytes(StandardCharsets.UTF_8);
            action.on(encoded, encoded.length, entry.getValue());
        }
    }
}
