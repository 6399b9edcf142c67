package io.vonk.bench.java;

import io.vonk.bench.job.Workload;
import java.util.HashMap;
import java.util.Map;

/** The small side of the joins. */
final class SmallSide {
    private SmallSide() {}

    static Map<Long, Long> numbers(long keys) {
        Map<Long, Long> map = new HashMap<>();
        for (long key = 0; key < keys; key++) {
            map.put(key, Workload.joined(key));
        }
        return map;
    }

    static Map<Long, String> cities(long keys) {
        Map<Long, String> map = new HashMap<>();
        for (long key = 0; key < keys; key++) {
            map.put(key, Workload.city(key));
        }
        return map;
    }
}
