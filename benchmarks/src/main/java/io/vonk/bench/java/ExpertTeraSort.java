package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * Reads records straight into buckets by ranges of the key, small enough for the cache; sorts the keys of a bucket, and
 * copies each record once more, into a file for each bucket.
 */
record ExpertTeraSort(Workers workers, Path tera, Path output) implements PreparedJob {
    private static final int SLICE = 2_500 * SavedRecords.LENGTH;

    @Override
    public Answer run() throws Exception {
        List<Slice> slices = Slice.of(tera, SavedRecords.SUFFIX, SLICE);
        KeyRanges ranges = KeyRanges.sample(slices);
        long bytes = slices.stream().mapToLong(Slice::length).sum();
        List<RecordBuckets> read = workers.items(
                slices.size(),
                () -> new RecordBuckets(ranges, bytes / workers.count(), SLICE),
                (slice, buckets) -> buckets.add(slices.get(slice)));
        Directory.empty(output);
        List<Writer> writers = workers.items(
                KeyRanges.COUNT, () -> new Writer(output), (bucket, writer) -> writer.write(read, bucket));
        return Answer.of(writers.stream().mapToLong(writer -> writer.records).sum(), 0);
    }

    @Override
    public Answer check(Answer ran) throws IOException {
        return SavedRecords.read(output);
    }

    @Override
    public void close() throws IOException {
        Directory.remove(output);
    }

    /** Sorts and writes buckets. Used by one thread. */
    private static final class Writer {
        private static final int PLACE_BITS = 48;
        private static final int OUTPUT = 2_500 * SavedRecords.LENGTH;

        private final Path directory;
        /** The first eight bytes of the keys; then the other two above where the record is. */
        private final CellSort sort = new CellSort(2);

        private final ByteBuffer buffer = ByteBuffer.allocateDirect(OUTPUT);
        private long records;

        Writer(Path directory) {
            this.directory = directory;
        }

        void write(List<RecordBuckets> read, int bucket) throws IOException {
            byte[][] arrays = new byte[read.size()][];
            int bytes = 0;
            for (int a = 0; a < arrays.length; a++) {
                arrays[a] = read.get(a).array(bucket);
                bytes += read.get(a).end(bucket);
            }
            if (bytes == 0) {
                return;
            }
            sort.clear(2 * (bytes / SavedRecords.LENGTH));
            for (int a = 0; a < arrays.length; a++) {
                for (int at = 0; at < read.get(a).end(bucket); at += SavedRecords.LENGTH) {
                    long tail = (arrays[a][at + 8] & 0xFFL) << 8 | (arrays[a][at + 9] & 0xFFL);
                    long place = (long) at * arrays.length + a;
                    // Both are compared as signed numbers.
                    sort.add(
                            KeyRanges.prefix(arrays[a], at) ^ Long.MIN_VALUE,
                            (tail << PLACE_BITS | place) ^ Long.MIN_VALUE);
                }
            }
            write(sort.sort(), sort.end(), arrays, bucket);
            records += bytes / SavedRecords.LENGTH;
        }

        private void write(long[] sorted, int end, byte[][] arrays, int bucket) throws IOException {
            Path file = directory.resolve(String.format(Locale.ROOT, "part-%05d%s", bucket, SavedRecords.SUFFIX));
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (int at = 0; at < end; at += 2) {
                    long place = sorted[at + 1] & ((1L << PLACE_BITS) - 1);
                    byte[] array = arrays[(int) (place % arrays.length)];
                    buffer.put(array, (int) (place / arrays.length), SavedRecords.LENGTH);
                    if (!buffer.hasRemaining()) {
                        flush(channel);
                    }
                }
                flush(channel);
            }
        }

        private void flush(FileChannel channel) throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }
    }
}
