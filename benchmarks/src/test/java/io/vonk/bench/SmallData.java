package io.vonk.bench;

import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.TaxiReport;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Small input files of every kind, with what the large ones seldom have: long words, empty and negative columns. */
final class SmallData {
    private static final int FILES = 3;

    private SmallData() {}

    static void write(DataFiles files, long seed) throws Exception {
        Random random = new Random(seed);
        Files.createDirectories(files.words());
        Files.createDirectories(files.tera());
        Files.createDirectories(files.trips());
        Files.createDirectories(files.tripsParquet());
        for (int file = 0; file < FILES; file++) {
            // The last file does not end in a line feed.
            String words = String.join("\n", lines(random, 2_000)) + (file < FILES - 1 ? "\n" : "");
            Files.writeString(files.words().resolve("part-" + file + ".txt"), words);
            Files.write(files.tera().resolve("part-" + file + ".bin"), records(random, 1_000 + file));
            Files.writeString(
                    files.trips().resolve("part-" + file + ".csv"),
                    TaxiReport.HEADER + "\n" + String.join("\n", trips(random, 3_000)) + "\n");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM read_csv('" + files.trips() + "/*.csv')) TO '" + files.tripsParquet()
                    + "/trips.parquet' (FORMAT parquet, COMPRESSION snappy)");
        }
    }

    private static List<String> lines(Random random, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> words = new ArrayList<>();
            for (int w = random.nextInt(12); w >= 0; w--) {
                int rank = (int) (500 * Math.pow(random.nextDouble(), 3));
                words.add(
                        switch (rank % 25) {
                            case 0 -> "übergröße" + rank;
                            case 1 -> "w" + rank + "-" + "long".repeat(rank % 9);
                            default -> Integer.toString(rank * rank * 7919 & 0xFFFFFFF, 36);
                        });
            }
            lines.add(String.join(" ", words));
        }
        return lines;
    }

    private static byte[] records(Random random, int count) {
        byte[] records = new byte[count * 100];
        random.nextBytes(records);
        for (int i = 0; i < count; i += 3) {
            // Keys that differ late, or not at all.
            Arrays.fill(records, i * 100, i * 100 + 8 + i % 3, (byte) 0x80);
        }
        return records;
    }

    private static List<String> trips(Random random, int count) {
        List<String> trips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean known = random.nextInt(50) > 0;
            String time = String.format(
                    Locale.ROOT,
                    "%d-%02d-%02d %02d:%02d:59",
                    2018 + random.nextInt(2),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(24),
                    random.nextInt(60));
            trips.add(String.join(
                    ",",
                    known ? "2" : "",
                    time,
                    time,
                    known ? "1" : "",
                    amount(random),
                    known ? "1" : "",
                    known ? "N" : "",
                    "" + (1 + random.nextInt(265)),
                    "" + (1 + random.nextInt(265)),
                    known ? "1" : "",
                    amount(random),
                    "0.5",
                    "0.5",
                    amount(random),
                    amount(random),
                    "0.3",
                    amount(random),
                    known ? "2.5" : ""));
        }
        return trips;
    }

    private static String amount(Random random) {
        int cents = random.nextInt(20_000) - 1_000;
        return random.nextInt(3) == 0 ? cents / 100 + ".0" : Double.toString(cents / 100.0);
    }
}
