package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** Tasks that return an empty list. */
record EmptyTasks(Workers workers, int tasks) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Callable<List<Long>> task = List::of;
        return Answer.of(workers.all(Collections.nCopies(tasks, task)).size(), 0);
    }
}
