package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Two tasks that divide their record by key, then two that add up what each has got. */
record TwoStages(Workers workers) implements PreparedJob {
    private static final int PARTITIONS = 2;

    @Override
    public Answer run() throws Exception {
        List<List<Map<Long, Long>>> outputs = workers.all(List.of(map(0), map(1)));
        return Answer.of(
                workers.all(List.of(reduce(outputs, 0), reduce(outputs, 1))).stream()
                        .mapToLong(Integer::longValue)
                        .sum(),
                0);
    }

    private static Callable<List<Map<Long, Long>>> map(long key) {
        return () -> {
            List<Map<Long, Long>> partitions = List.of(new HashMap<>(), new HashMap<>());
            partitions.get((int) (key % PARTITIONS)).merge(key, 1L, Long::sum);
            return partitions;
        };
    }

    private static Callable<Integer> reduce(List<List<Map<Long, Long>>> outputs, int partition) {
        return () -> {
            Map<Long, Long> sums = new HashMap<>();
            for (List<Map<Long, Long>> output : outputs) {
                output.get(partition).forEach((key, value) -> sums.merge(key, value, Long::sum));
            }
            return sums.size();
        };
    }
}
