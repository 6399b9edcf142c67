package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.nio.ByteBuffer;
import java.util.List;

/** A buffer of encoded pairs for each partition. */
final class CachedEncoded implements PreparedJob {
    private final Workers workers;
    private final List<ByteBuffer> partitions;

    CachedEncoded(Workers workers, Sizes sizes) throws Exception {
        this.workers = workers;
        this.partitions = workers.ranges(sizes.pairs(), (from, to) -> {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact((to - from) * 2 * Long.BYTES));
            for (long i = from; i < to; i++) {
                Pair pair = Pair.generated(i, sizes.keys());
                buffer.putLong(pair.key()).putLong(pair.value());
            }
            return buffer.flip();
        });
    }

    @Override
    public Answer run() throws Exception {
        return Tally.total(workers.items(partitions.size(), Tally::new, (partition, tally) -> {
            ByteBuffer buffer = partitions.get(partition).duplicate();
            while (buffer.hasRemaining()) {
                Pair pair = new Pair(buffer.getLong(), buffer.getLong());
                tally.add(Digest.of(pair.key(), pair.value()));
            }
        }));
    }
}
