package io.vonk.bench.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.TaxiReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SparkJobsTest {
    private static final Answer TAXI_REPORT = Answer.of(
            3,
            TaxiReport.digest(7, "2019-01", 2, 11.5, 1, 0, 20.25)
                    + TaxiReport.digest(7, "2019-12", 1, 3, 0, 6.12, 9.12)
                    + TaxiReport.digest(264, "2019-01", 1, 0, 0, 0, -2.5));

    @TempDir
    Path directory;

    private JobContext context;

    @BeforeEach
    void makeDirectories() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data of users"));
        Path scratch = Files.createDirectory(directory.resolve("scratch space"));
        Sizes small = Sizes.of(0.001);
        int emptyTasks = 20;
        int shufflePartitions = 8;
        Sizes sizes = new Sizes(
                small.pairs(),
                small.keys(),
                small.nodes(),
                small.points(),
                small.longs(),
                small.wordBytes(),
                small.vocabulary(),
                small.teraRecords(),
                small.tripRows(),
                emptyTasks,
                shufflePartitions);
        context = new JobContext(2, sizes, data, scratch, "local");
    }

    @ParameterizedTest
    @EnumSource(Serialization.class)
    void jobsOverGeneratedDataAnswerWhatPlainJavaDoes(Serialization serialization) throws Exception {
        PlainJava expected = new PlainJava(context.sizes());
        try (Sessions sessions = new Sessions(context)) {
            RddJobs jobs = new RddJobs(context, sessions);
            for (Job job : Job.values()) {
                if (!job.readsWords() && !job.readsTera() && !job.readsTrips()) {
                    assertAnswers(expected.answer(job), jobs, job, serialization);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Serialization.class)
    void jobsOverFilesAnswerWhatTheFilesSay(Serialization serialization) throws Exception {
        Answer words = writeWords();
        Answer records = writeRecords();
        writeTrips();
        try (Sessions sessions = new Sessions(context)) {
            RddJobs jobs = new RddJobs(context, sessions);
            assertAnswers(words, jobs, Job.WORD_COUNT, serialization);
            assertAnswers(words, jobs, Job.WORD_COUNT_SAVED, serialization);
            assertAnswers(Answer.of(3, 0), jobs, Job.COUNT_LINES, serialization);
            assertAnswers(records, jobs, Job.TERA_SORT, serialization);
            assertAnswers(Answer.of(4, 0), jobs, Job.CSV_COUNT, serialization);
            assertAnswers(TAXI_REPORT, jobs, Job.TAXI_CSV, serialization);
            assertAnswers(Answer.of(4, 2687), jobs, Job.CSV_TO_PARQUET, serialization);
        }
        try (Stream<Path> left = Files.list(context.scratch())) {
            assertTrue(left.noneMatch(file -> file.getFileName().toString().startsWith("output-")));
        }
    }

    @Test
    void dataFramesGiveTheReportFromBothKindsOfFiles() throws Exception {
        writeTrips();
        try (Sessions sessions = new Sessions(context)) {
            FrameJobs jobs = new FrameJobs(context, sessions);
            assertAnswers(TAXI_REPORT, jobs, Job.TAXI_CSV, Serialization.JAVA);
            try (PreparedJob conversion =
                    jobs.prepare(Job.CSV_TO_PARQUET, Serialization.JAVA).orElseThrow()) {
                conversion.run();
                Files.move(context.output(Job.CSV_TO_PARQUET), context.files().tripsParquet());
            }
            assertAnswers(TAXI_REPORT, jobs, Job.TAXI_PARQUET, Serialization.JAVA);
        }
    }

    @Test
    void enginesSayWhichVersionTheyAreAndWhichJobsTheyLeaveOut() throws Exception {
        try (Engine spark = new SparkOpener().open(context);
                Engine frames = new SparkSqlOpener().open(context)) {
            assertEquals("Spark 4.2.0", spark.version());
            assertEquals("Spark 4.2.0 DataFrames", frames.version());
            assertTrue(frames.prepare(Job.WORD_COUNT).isEmpty());
        }
    }

    @Test
    void recordsThatAreNotInOrderAreNoAnswer() {
        try (Sessions sessions = new Sessions(context)) {
            List<Long> swapped = List.of(1L, 2L, 4L, 3L);
            JavaRDD<Long> within = sessions.context(Serialization.JAVA).parallelize(swapped, 1);
            SparkException inTask =
                    assertThrows(SparkException.class, () -> Answers.ofSorted(within, Long::compare, Digest::of));
            assertTrue(inTask.getMessage().contains("smaller than the one before"), inTask.getMessage());

            JavaRDD<Long> across = sessions.context(Serialization.JAVA).parallelize(List.of(3L, 4L, 1L, 2L), 2);
            assertThrows(IllegalStateException.class, () -> Answers.ofSorted(across, Long::compare, Digest::of));
            assertEquals(
                    4,
                    Answers.ofSortedPartitions(across, Long::compare, Digest::of)
                            .count());
        }
    }

    @Test
    void optionsOfTheJvmAreThoseOfSparksLauncher() throws IOException {
        try (InputStream options =
                SparkJobsTest.class.getResourceAsStream("/io/vonk/bench/run/spark-jvm-options.txt")) {
            assertEquals(
                    List.of(JavaModuleOptions.defaultModuleOptionArray()),
                    new String(options.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    private static void assertAnswers(Answer expected, SparkEngine.Jobs jobs, Job job, Serialization serialization)
            throws Exception {
        try (PreparedJob prepared = jobs.prepare(job, serialization).orElseThrow()) {
            assertAnswer(expected, prepared, job);
            if (job.readsWords() || job.readsTera() || job.readsTrips()) {
                // The second time the output of the first is there.
                assertAnswer(expected, prepared, job);
            }
        }
    }

    private static void assertAnswer(Answer expected, PreparedJob prepared, Job job) throws Exception {
        Answer answer = prepared.check(prepared.run());
        assertTrue(expected.agreesWith(answer), job + ": " + answer + ", not " + expected);
    }

    private Answer writeWords() throws IOException {
        Path words = Files.createDirectory(context.files().words());
        Files.writeString(words.resolve("part-00.txt"), "to be or\nnot to be\n");
        Files.writeString(words.resolve("part-01.txt"), "be\n");
        Map<String, Integer> counts = Map.of("to", 2, "be", 3, "or", 1, "not", 1);
        long digest = 0;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            digest += Digest.of(count.getKey(), count.getValue());
        }
        return Answer.of(counts.size(), digest);
    }

    private Answer writeRecords() throws IOException {
        DataFiles files = context.files();
        Files.createDirectory(files.tera());
        Random random = new Random(4);
        Answer answer = Answer.NONE;
        for (int file = 0; file < 2; file++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < 500; i++) {
                byte[] record = new byte[100];
                random.nextBytes(record);
                out.writeBytes(record);
                answer = answer.plus(Answer.of(1, Digest.of(Arrays.hashCode(record), 0)));
            }
            Files.write(files.tera().resolve("part-0" + file + ".bin"), out.toByteArray());
        }
        return answer;
    }

    /** Trips of {@link #TAXI_REPORT}, one of which lacks amounts. */
    private void writeTrips() throws IOException {
        Path trips = Files.createDirectory(context.files().trips());
        Files.writeString(
                trips.resolve("trips-00.csv"),
                TaxiReport.HEADER + "\n"
                        + trip("2019-01-01 00:00:00", 7, "4.5", "1.0", "0.0", "10.0")
                        + trip("2019-12-31 23:59:59", 7, "3.0", "0.0", "6.12", "9.12"));
        Files.writeString(
                trips.resolve("trips-01.csv"),
                TaxiReport.HEADER + "\n"
                        + trip("2019-01-31 23:59:59", 7, "7.0", "", "0.0", "10.25")
                        + trip("2019-01-15 03:36:12", 264, "", "", "", "-2.5"));
    }

    private static String trip(String pickup, int zone, String fare, String tip, String tolls, String total) {
        return String.format(
                Locale.ROOT,
                "1,%s,%s,1,1.0,1,N,%d,48,1,%s,0.5,0.5,%s,%s,0.3,%s,%n",
                pickup,
                pickup,
                zone,
                fare,
                tip,
                tolls,
                total);
    }
}
