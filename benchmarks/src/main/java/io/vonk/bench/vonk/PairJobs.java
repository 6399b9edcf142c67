package io.vonk.bench.vonk;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.runtime.Broadcast;
import io.vonk.runtime.StorageLevel;
import java.util.HashMap;
import java.util.Map;

/** Jobs over generated pairs of numbers. */
final class PairJobs {
    private final VonkSession vonk;
    private final Sizes sizes;

    PairJobs(VonkSession vonk, Sizes sizes) {
        this.vonk = vonk;
        this.sizes = sizes;
    }

    PreparedJob prepare(Job job) {
        return switch (job) {
            case REDUCE_BY_KEY -> this::reduceByKey;
            case DISTINCT_KEYS -> () -> Answers.of(pairs().keys().distinct(), Digest::of);
            case DISTINCT_PAIRS -> () -> Answers.of(pairs().distinct(), PairJobs::digest);
            case GROUP_BY_KEY -> this::groupByKey;
            case JOIN -> this::join;
            case BROADCAST_LOOKUP -> this::broadcastLookup;
            case CACHED_ENCODED -> new Cached(pairs().persist(StorageLevel.MEMORY_ONLY_SER), PairJobs::digest);
            case CACHED_OBJECTS -> new Cached(pairs().persist(StorageLevel.MEMORY_ONLY), Pair::value);
            case WIDE_SHUFFLE -> this::wideShuffle;
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private PairRdd<Long, Long> pairs() {
        return pairs(Sizes.PARTITIONS);
    }

    private PairRdd<Long, Long> pairs(int partitions) {
        long keys = sizes.keys();
        return vonk.range(0, sizes.pairs(), 1, partitions).boxed().mapToPair(i -> Pair.of(Workload.key(i, keys), i));
    }

    private PairRdd<Long, Long> smallSide() {
        return vonk.range(0, sizes.keys(), 1, Sizes.PARTITIONS)
                .boxed()
                .mapToPair(key -> Pair.of(key, Workload.joined(key)));
    }

    private static long digest(Pair<Long, Long> pair) {
        return Digest.of(pair.key(), pair.value());
    }

    private static long digestJoined(Pair<Long, Pair<Long, Long>> joined) {
        return Digest.of(joined.key(), joined.value().key(), joined.value().value());
    }

    private Answer reduceByKey() {
        return Answers.of(pairs().reduceByKey(Long::sum), PairJobs::digest);
    }

    private Answer groupByKey() {
        return Answers.of(pairs().groupByKey().mapValues(PairJobs::size), PairJobs::digest);
    }

    private static Long size(Iterable<Long> values) {
        long size = 0;
        for (Long ignored : values) {
            size++;
        }
        return size;
    }

    private Answer join() {
        return Answers.of(pairs().join(smallSide()), PairJobs::digestJoined);
    }

    private Answer broadcastLookup() {
        Map<Long, Long> table = new HashMap<>();
        for (long key = 0; key < sizes.keys(); key++) {
            table.put(key, Workload.joined(key));
        }
        Broadcast<Map<Long, Long>> shared = vonk.broadcast(table);
        Answer answer = Answers.of(
                pairs().filter(pair -> shared.value().containsKey(pair.key())),
                pair -> Digest.of(pair.key(), pair.value(), shared.value().getOrDefault(pair.key(), 0L)));
        shared.destroy();
        return answer;
    }

    private Answer wideShuffle() {
        int partitions = sizes.shufflePartitions();
        return Answers.of(pairs(partitions).partitionBy(Partitioner.hash(partitions)), PairJobs::digest);
    }

    /** Pairs that were kept before the run. */
    private static final class Cached implements PreparedJob {
        private final PairRdd<Long, Long> kept;
        private final Answers.RecordDigest<Pair<Long, Long>> digest;

        Cached(PairRdd<Long, Long> kept, Answers.RecordDigest<Pair<Long, Long>> digest) {
            this.kept = kept;
            this.digest = digest;
            kept.count();
        }

        @Override
        public Answer run() {
            return Answers.of(kept, digest);
        }

        @Override
        public void close() {
            kept.unpersist();
        }
    }
}
