package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.util.List;
import java.util.concurrent.Callable;

/** A task that counts a list of one. */
record OneTask(Workers workers) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Long> records = List.of(1L);
        Callable<Integer> task = records::size;
        return Answer.of(workers.all(List.of(task)).get(0), 0);
    }
}
