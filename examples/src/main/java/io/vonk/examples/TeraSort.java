package io.vonk.examples;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.io.WriteMode;
import io.vonk.launch.Vonk;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Generates lines of 100 bytes, sorts them by their first 10, writes them, and checks what was written. */
public final class TeraSort {
    private static final String USAGE = "TeraSort [--records N] [--output DIR] [--overwrite]";
    private static final int KEY_LENGTH = 10;

    /**
     * What is known of one partition, or of several that follow each other.
     *
     * @param digest the sum of the lines' checksums, the same in every order
     * @param sorted whether no line is smaller than the one before
     */
    record Check(
            long lines,
            long digest,
            boolean sorted,
            @Nullable String first,
            @Nullable String last) {
        static final Check NONE = new Check(0, 0, true, null, null);

        static Check of(Iterator<String> lines) {
            Check all = NONE;
            while (lines.hasNext()) {
                String line = lines.next();
                all = all.followedBy(new Check(1, checksum(line), true, key(line), key(line)));
            }
            return all;
        }

        Check followedBy(Check next) {
            boolean inOrder = last == null || next.first == null || last.compareTo(next.first) <= 0;
            return new Check(
                    lines + next.lines,
                    digest + next.digest,
                    sorted && next.sorted && inOrder,
                    first == null ? next.first : first,
                    next.last == null ? last : next.last);
        }

        private static long checksum(String line) {
            CRC32C checksum = new CRC32C();
            checksum.update(line.getBytes(StandardCharsets.UTF_8));
            return checksum.getValue();
        }
    }

    private TeraSort() {}

    /** Lines of printable characters; line {@code i} is the same whenever it is computed. */
    static Rdd<String> generate(VonkSession vonk, long records) {
        return vonk.range(0, records).mapToObj(i -> {
            SplittableRandom random = new SplittableRandom(i);
            StringBuilder line = new StringBuilder(99);
            while (line.length() < 99) {
                line.append((char) random.nextInt('!', '~' + 1));
            }
            return line.toString();
        });
    }

    static Rdd<String> sort(Rdd<String> lines) {
        PairRdd<String, String> byKey = lines.mapToPair(line -> Pair.of(key(line), line.substring(KEY_LENGTH)));
        return byKey.sortByKey().map(line -> line.key() + line.value());
    }

    static Check check(Rdd<String> lines) {
        return lines.mapPartitions(part -> List.of(Check.of(part)).iterator()).collect().stream()
                .reduce(Check.NONE, Check::followedBy);
    }

    private static String key(String line) {
        return line.substring(0, KEY_LENGTH);
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        String output = arguments.get("--output", "vonk-output/terasort");
        WriteMode mode = arguments.has("--overwrite") ? WriteMode.OVERWRITE : WriteMode.ERROR_IF_EXISTS;
        try (VonkSession vonk = Vonk.auto()) {
            Rdd<String> lines = generate(vonk, arguments.number("--records", 500_000));
            long start = System.nanoTime();
            sort(lines).saveAsTextFile(output, mode);
            double seconds = (System.nanoTime() - start) / 1e9;

            Check generated = check(lines);
            Check written = check(vonk.textFile(output));
            if (!written.sorted() || generated.lines() != written.lines() || generated.digest() != written.digest()) {
                throw new IllegalStateException(output + " is wrong: generated " + generated + ", found " + written);
            }
            System.out.printf(
                    Locale.ROOT, "%,d lines sorted in %.1f s; all are there, in order%n", written.lines(), seconds);
        }
    }
}
