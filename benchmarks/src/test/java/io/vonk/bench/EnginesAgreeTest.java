package io.vonk.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.duckdb.DuckDbOpener;
import io.vonk.bench.java.ExpertOpener;
import io.vonk.bench.java.IdiomaticOpener;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.TaxiReport;
import io.vonk.bench.job.Workload;
import io.vonk.bench.vonk.VonkOpener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vonk, the hand-written programs and DuckDB against each other, and against answers found another way. */
class EnginesAgreeTest {
    private static final Sizes SIZES = Sizes.of(0.001);
    private static final long SEED = Long.getLong("vonk.seed", 42);

    @TempDir
    static Path directory;

    @BeforeAll
    static void data() throws Exception {
        SmallData.write(new DataFiles(directory), SEED);
    }

    private static Map<Job, Answer> answers(Engine.Opener opener, int threads) throws Exception {
        Path scratch = Files.createTempDirectory(directory, "scratch");
        Map<Job, Answer> answers = new EnumMap<>(Job.class);
        try (Engine engine = opener.open(new JobContext(threads, SIZES, directory, scratch, "local"))) {
            for (Job job : Job.values()) {
                Optional<PreparedJob> prepared = engine.prepare(job);
                if (prepared.isPresent()) {
                    try (PreparedJob ready = prepared.get()) {
                        answers.put(job, ready.check(ready.run()));
                        Answer again = ready.check(ready.run());
                        assertTrue(again.agreesWith(answers.get(job)), () -> job + " a second time");
                    }
                }
            }
        }
        try (Stream<Path> left = Files.list(scratch)) {
            assertEquals(List.of(), left.toList(), "what the jobs left");
        }
        return answers;
    }

    @Test
    void allEnginesAgreeWithEveryNumberOfThreads() throws Exception {
        Map<Job, Answer> expected = answers(new IdiomaticOpener(), 2);
        List<Map<Job, Answer>> others = List.of(
                answers(new IdiomaticOpener(), 1),
                answers(new IdiomaticOpener(), 3),
                answers(new ExpertOpener(), 1),
                answers(new ExpertOpener(), 2),
                answers(new ExpertOpener(), 3),
                answers(new DuckDbOpener(), 2),
                answers(new VonkOpener(), 1),
                answers(new VonkOpener(), 3));
        for (Map<Job, Answer> answers : others) {
            answers.forEach((job, answer) -> {
                Answer first = expected.computeIfAbsent(job, none -> answer);
                assertTrue(first.agreesWith(answer), () -> job + ": " + first + " and " + answer);
            });
        }
        assertEquals(Set.of(Job.values()), expected.keySet(), "jobs that an engine does");
    }

    @Test
    void answersAreThoseOfAnOracle() throws Exception {
        Map<Job, Answer> answers = answers(new IdiomaticOpener(), 2);
        answers.putAll(answers(new DuckDbOpener(), 2));
        Map<Job, Answer> oracle = new EnumMap<>(Job.class);
        oracle.put(Job.START, Answer.of(1, 0));
        oracle.put(Job.EMPTY_TASKS, Answer.of(10_000, 0));
        oracle.put(Job.ONE_TASK, Answer.of(1, 0));
        oracle.put(Job.TWO_STAGES, Answer.of(2, 0));
        oracle.put(Job.WORD_COUNT, words());
        oracle.put(Job.WORD_COUNT_SAVED, words());
        oracle.put(Job.COUNT_LINES, Answer.of(6_000, 0));
        oracle.put(Job.TERA_SORT, tera());
        oracle.put(Job.SUM_LONGS, Answer.of(SIZES.longs(), SIZES.longs() * (SIZES.longs() - 1) / 2));
        oracle.put(Job.DISTINCT_PAIRS, pairs(i -> Digest.of(Workload.key(i, SIZES.keys()), i)));
        oracle.put(Job.WIDE_SHUFFLE, oracle.get(Job.DISTINCT_PAIRS));
        oracle.put(Job.CACHED_ENCODED, oracle.get(Job.DISTINCT_PAIRS));
        oracle.put(Job.CACHED_OBJECTS, pairs(i -> i));
        oracle.put(Job.SORT_BY_KEY, pairs(i -> Digest.of(Digest.of(i), i)));
        oracle.put(
                Job.JOIN,
                pairs(i ->
                        Digest.of(Workload.key(i, SIZES.keys()), i, Workload.joined(Workload.key(i, SIZES.keys())))));
        oracle.put(Job.BROADCAST_LOOKUP, oracle.get(Job.JOIN));
        oracle.put(Job.RECORD_JOIN, pairs(i -> Digest.of(Workload.city(Workload.key(i, SIZES.keys())), i)));
        oracle.put(Job.SKEWED_JOIN, pairs(i -> Digest.of(Workload.city(Workload.skewedKey(i, SIZES.keys())), i)));
        oracle.put(Job.RECORD_SORT, pairs(i -> Digest.of(Workload.customer(Workload.key(i, SIZES.keys())), i)));
        oracle.put(
                Job.SECONDARY_SORT,
                pairs(i -> Digest.of(Workload.key(i, SIZES.keys()), Workload.moment(i, SIZES.pairs()), i)));
        oracle.put(Job.PAGE_RANK, ranks());
        oracle.put(Job.CSV_COUNT, Answer.of(9_000, 0));
        oracle.put(Job.CSV_TO_PARQUET, Answer.of(9_000, cents()));
        oracle.put(Job.TAXI_CSV, taxi());
        oracle.put(Job.TAXI_PARQUET, oracle.get(Job.TAXI_CSV));
        oracle.forEach((job, expected) -> {
            Answer answer = answers.get(job);
            assertTrue(expected.agreesWith(answer), () -> job + ": " + expected + " and " + answer);
        });
    }

    private static Answer pairs(LongUnaryOperator digest) {
        return Answer.of(
                SIZES.pairs(), LongStream.range(0, SIZES.pairs()).map(digest).sum());
    }

    private static List<String> lines(Path files, int skipped) throws IOException {
        try (Stream<Path> list = Files.list(files)) {
            return list.flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream().skip(skipped);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    private static Answer words() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : lines(new DataFiles(directory).words(), 0)) {
            for (String word : line.split(" ")) {
                counts.put(word, counts.getOrDefault(word, 0) + 1);
            }
        }
        Answer answer = Answer.NONE;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            answer = answer.plus(Answer.of(1, Digest.of(entry.getKey(), entry.getValue())));
        }
        return answer;
    }

    private static Answer tera() throws IOException {
        Answer answer = Answer.NONE;
        try (Stream<Path> list = Files.list(new DataFiles(directory).tera())) {
            for (Path file : list.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at < bytes.length; at += 100) {
                    byte[] record = Arrays.copyOfRange(bytes, at, at + 100);
                    answer = answer.plus(Answer.of(1, Digest.of(Arrays.hashCode(record), 0)));
                }
            }
        }
        return answer;
    }

    private static Answer ranks() {
        int nodes = SIZES.nodes();
        Map<Long, Set<Long>> links = new HashMap<>();
        for (long i = 0; i < (long) nodes * Workload.LINKS; i++) {
            links.computeIfAbsent(Workload.linkSource(i), source -> new HashSet<>())
                    .add(Workload.linkTarget(i, nodes));
        }
        double[] ranks = new double[nodes];
        Arrays.fill(ranks, 1);
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            double[] next = new double[nodes];
            for (int source = 0; source < nodes; source++) {
                for (long target : links.get((long) source)) {
                    next[(int) target] +=
                            ranks[source] / links.get((long) source).size();
                }
            }
            for (int node = 0; node < nodes; node++) {
                // A rank of 0 stands for none: a contribution is always above it.
                ranks[node] = next[node] == 0 ? 0 : 0.15 + 0.85 * next[node];
            }
        }
        long count = 0;
        double value = 0;
        for (int node = 0; node < nodes; node++) {
            count += ranks[node] > 0 ? 1 : 0;
            value += ranks[node] * Workload.rankWeight(node);
        }
        return new Answer(count, 0, value);
    }

    private static List<String[]> trips() throws IOException {
        return lines(new DataFiles(directory).trips(), 1).stream()
                .map(line -> line.split(",", -1))
                .toList();
    }

    private static long cents() throws IOException {
        return trips().stream()
                .mapToLong(row -> TaxiReport.cents(Double.parseDouble(row[TaxiReport.TOTAL_AMOUNT])))
                .sum();
    }

    private static Answer taxi() throws IOException {
        Map<String, double[]> sums = new TreeMap<>();
        for (String[] row : trips()) {
            String group = row[TaxiReport.PICKUP_DATETIME].substring(0, 7) + row[TaxiReport.PICKUP_LOCATION_ID];
            double[] sum = sums.computeIfAbsent(group, none -> new double[5]);
            sum[0]++;
            sum[1] += Double.parseDouble(row[TaxiReport.FARE_AMOUNT]);
            sum[2] += Double.parseDouble(row[TaxiReport.TIP_AMOUNT]);
            sum[3] += Double.parseDouble(row[TaxiReport.TOLLS_AMOUNT]);
            sum[4] += Double.parseDouble(row[TaxiReport.TOTAL_AMOUNT]);
        }
        Answer answer = Answer.NONE;
        for (Map.Entry<String, double[]> entry : sums.entrySet()) {
            double[] sum = entry.getValue();
            long digest = TaxiReport.digest(
                    Integer.parseInt(entry.getKey().substring(7)),
                    entry.getKey().substring(0, 7),
                    (long) sum[0],
                    sum[1],
                    sum[2],
                    sum[3],
                    sum[4]);
            answer = answer.plus(Answer.of(1, digest));
        }
        return answer;
    }
}
