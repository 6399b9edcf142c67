package io.vonk.bench.java;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts words that are bytes of UTF-8. Those of up to eight bytes, which is nearly all, are numbers: the bytes themselves,
 * the first lowest. They are divided among tables each of which fits into the cache, and wait until there are many for the
 * same table. Used by one thread.
 */
final class WordTables {
    private static final int BITS = 7;
    /** How many tables there are. */
    static final int COUNT = 1 << BITS;

    private static final int WAITING = 16_000;
    private static final long BLANKS = Swar.repeat(' ');
    private static final long FEEDS = Swar.repeat('\n');

    private final long[][] waiting = new long[COUNT][WAITING];
    private final int[] ends = new int[COUNT];
    private final LongTable[] tables = new LongTable[COUNT];
    private final Map<String, Long> longWords = new HashMap<>();

    WordTables() {
        for (int table = 0; table < COUNT; table++) {
            tables[table] = new LongTable(0);
        }
    }

    /** Counts the words of lines. */
    void add(LineBuffer lines) {
        byte[] bytes = lines.bytes();
        int at = lines.start();
        int end = lines.end();
        while (at < end) {
            long word = Swar.load(bytes, at);
            long found = Swar.matches(word, BLANKS) | Swar.matches(word, FEEDS);
            int length = Long.numberOfTrailingZeros(found) >>> 3;
            if (length < Long.BYTES) {
                add(Swar.lowest(word, length));
            } else {
                byte next = bytes[at + Long.BYTES];
                if (next == ' ' || next == '\n') {
                    add(word);
                } else {
                    length = addLong(bytes, at);
                }
            }
            at += length + 1;
        }
    }

    private void add(long word) {
        int table = LongBuckets.bucket(word, BITS);
        int end = ends[table];
        waiting[table][end] = word;
        ends[table] = end + 1;
        if (end + 1 == WAITING) {
            count(table);
        }
    }

    private void count(int table) {
        LongTable counts = tables[table];
        long[] words = waiting[table];
        for (int at = 0; at < ends[table]; at++) {
            counts.add(words[at], 1);
        }
        ends[table] = 0;
    }

    private int addLong(byte[] bytes, int at) {
        int length = Long.BYTES + 1;
        while (bytes[at + length] != ' ' && bytes[at + length] != '\n') {
            length++;
        }
        longWords.merge(new String(bytes, at, length, StandardCharsets.UTF_8), 1L, Long::sum);
        return length;
    }

    /** What is done with a word; {@code bytes} is valid until it returns. */
    interface WordAction {
        void on(byte[] bytes, int length, long count) throws IOException;
    }

    /** Gives the words of one table, with what all threads have counted together. */
    static void forEach(List<WordTables> threads, int table, WordAction action) throws IOException {
        threads.forEach(thread -> thread.count(table));
        LongTable counts = threads.get(0).tables[table];
        for (WordTables thread : threads.subList(1, threads.size())) {
            LongTable others = thread.tables[table];
            for (int slot = 0; slot < others.slots(); slot += 2) {
                if (others.isUsed(slot)) {
                    counts.add(others.key(slot), others.value(slot));
                }
            }
        }
        byte[] bytes = new byte[Long.BYTES];
        for (int slot = 0; slot < counts.slots(); slot += 2) {
            if (counts.isUsed(slot)) {
                int length = 0;
                for (long word = counts.key(slot); length < Long.BYTES && word != 0; word >>>= 8) {
                    bytes[length++] = (byte) word;
                }
                action.on(bytes, length, counts.value(slot));
            }
        }
        forEachLong(threads, table, action);
    }

    private static void forEachLong(List<WordTables> threads, int table, WordAction action) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        for (WordTables thread : threads) {
            thread.longWords.forEach((word, count) -> {
                if (Math.floorMod(word.hashCode(), COUNT) == table) {
                    counts.merge(word, count, Long::sum);
                }
            });
        }
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            byte[] encoded = entry.getKey().getBytes(StandardCharsets.UTF_8);
            action.on(encoded, encoded.length, entry.getValue());
        }
    }
}
