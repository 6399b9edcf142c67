package io.vonk.bench.java;

import io.vonk.bench.job.Workload;

/** A pair as an object. */
record Pair(long key, long value) {

    /** Pair {@code i} of the jobs. */
    static Pair generated(long i, long keys) {
        return new Pair(Workload.key(i, keys), i);
    }
}
