package io.vonk.bench.vonk;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.data.Pair;
import io.vonk.io.WriteMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Jobs over text files. */
final class TextJobs {
    private final VonkSession vonk;
    private final JobContext context;

    TextJobs(VonkSession vonk, JobContext context) {
        this.vonk = vonk;
        this.context = context;
    }

    PreparedJob prepare(Job job) {
        return switch (job) {
            case WORD_COUNT -> () -> Answers.of(counts(), TextJobs::digest);
            case WORD_COUNT_SAVED -> new Saved(context.output(job).toString());
            case COUNT_LINES ->
                () -> Answer.of(
                        vonk.textFile(context.files().words().toString()).count(), 0);
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private PairRdd<String, Long> counts() {
        return vonk.textFile(context.files().words().toString())
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum);
    }

    private static long digest(Pair<String, Long> count) {
        return Digest.of(count.key(), count.value());
    }

    private final class Saved implements PreparedJob {
        private final String output;

        Saved(String output) {
            this.output = output;
        }

        @Override
        public Answer run() {
            counts().map(count -> count.key() + "\t" + count.value()).saveAsTextFile(output, WriteMode.OVERWRITE);
            return Answer.NONE;
        }

        @Override
        public Answer check(Answer ran) {
            return Answers.of(vonk.textFile(output).map(TextJobs::parse), TextJobs::digest);
        }

        @Override
        public void close() throws IOException {
            DataMaker.deleteTree(Path.of(output));
        }
    }

    private static Pair<String, Long> parse(String line) {
        int tab = line.indexOf('\t');
        return Pair.of(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
    }
}
