package io.vonk.bench.vonk;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import io.vonk.io.WriteMode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Jobs that sort. */
final class SortJobs {
    private static final int KEY_BYTES = 10;
    private static final int RECORD_BYTES = 100;

    private final VonkSession vonk;
    private final JobContext context;

    SortJobs(VonkSession vonk, JobContext context) {
        this.vonk = vonk;
        this.context = context;
    }

    PreparedJob prepare(Job job) {
        return switch (job) {
            case SORT_BY_KEY -> this::sortByKey;
            case TERA_SORT -> new TeraSort(context.output(job).toString());
            case SECONDARY_SORT -> this::secondarySort;
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private Answer sortByKey() {
        PairRdd<Long, Long> sorted = vonk.range(0, context.sizes().pairs(), 1, Sizes.PARTITIONS)
                .boxed()
                .mapToPair(i -> Pair.of(Digest.of(i), i))
                .sortByKey();
        return Answers.ofSorted(
                sorted,
                (left, right) -> Long.compare(left.key(), right.key()),
                pair -> Digest.of(pair.key(), pair.value()));
    }

    /** A user and a moment; natural order is by both. */
    record Visit(long user, long moment) implements Comparable<Visit> {
        @Override
        public int compareTo(Visit other) {
            int byUser = Long.compare(user, other.user);
            return byUser != 0 ? byUser : Long.compare(moment, other.moment);
        }
    }

    /** Places visits by their user alone. */
    record ByUser(int partitionCount) implements Partitioner {
        @Override
        public int partition(@Nullable Object key) {
            return key instanceof Visit visit
                    ? Math.floorMod(Long.hashCode(Digest.of(visit.user())), partitionCount)
                    : 0;
        }
    }

    private Answer secondarySort() {
        long orders = context.sizes().pairs();
        long keys = context.sizes().keys();
        PairRdd<Visit, Long> sorted = vonk.range(0, orders, 1, Sizes.PARTITIONS)
                .boxed()
                .mapToPair(i -> Pair.of(new Visit(Workload.key(i, keys), Workload.moment(i, orders)), i))
                .repartitionAndSortWithinPartitions(new ByUser(Sizes.PARTITIONS));
        return Answers.ofSortedWithin(
                sorted,
                (left, right) -> left.key().compareTo(right.key()),
                pair -> Digest.of(pair.key().user(), pair.key().moment(), pair.value()));
    }

    private final class TeraSort implements PreparedJob {
        private final String output;

        TeraSort(String output) {
            this.output = output;
        }

        @Override
        public Answer run() {
            vonk.binaryRecords(context.files().tera().toString(), RECORD_BYTES)
                    .mapToPair(record -> Pair.of(
                            Arrays.copyOf(record, KEY_BYTES), Arrays.copyOfRange(record, KEY_BYTES, RECORD_BYTES)))
                    .sortByKey(Arrays::compareUnsigned)
                    .write(new RawBytes(), output, WriteMode.OVERWRITE);
            return Answer.NONE;
        }

        @Override
        public Answer check(Answer ran) {
            return Answers.ofSorted(
                    vonk.binaryRecords(output, RECORD_BYTES),
                    (left, right) -> Arrays.compareUnsigned(left, 0, KEY_BYTES, right, 0, KEY_BYTES),
                    record -> Digest.of(Arrays.hashCode(record), 0));
        }

        @Override
        public void close() throws IOException {
            DataMaker.deleteTree(Path.of(output));
        }
    }

    /** Keys and values as they are, one after the other. */
    private static final class RawBytes implements Sink<Pair<byte[], byte[]>> {
        @Override
        public String extension() {
            return ".bin";
        }

        @Override
        public RecordWriter<Pair<byte[], byte[]>> open(OutputStream out) {
            OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
            return new RecordWriter<>() {
                @Override
                public void write(Pair<byte[], byte[]> record) throws IOException {
                    buffered.write(record.key());
                    buffered.write(record.value());
                }

                @Override
                public void close() throws IOException {
                    buffered.close();
                }
            };
        }

        @Override
        public String describe() {
            return "raw bytes";
        }
    }
}
