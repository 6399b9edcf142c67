package io.vonk.bench.java;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The threads of a hand-written program, and the few ways in which its jobs divide their work among them. */
final class Workers implements AutoCloseable {
    private final ExecutorService pool;
    private final int count;

    Workers(int count) {
        this.count = count;
        this.pool = Executors.newFixedThreadPool(count);
    }

    /** The work on the numbers from {@code from} to before {@code to}. */
    interface RangeWork<T> {
        T on(long from, long to) throws Exception;
    }

    /** The work on one of several items, into what its thread has so far. */
    interface ItemWork<S> {
        void on(int item, S state) throws Exception;
    }

    /** The work on one of several items. */
    interface ItemAction {
        void on(int item) throws Exception;
    }

    int count() {
        return count;
    }

    /** Runs tasks; the results in the order of the tasks. */
    <T> List<T> all(List<? extends Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>(tasks.size());
        for (Future<T> future : pool.invokeAll(tasks)) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        return results;
    }

    /** Divides the numbers below {@code n} into one range for each thread; the results in the order of the ranges. */
    <T> List<T> ranges(long n, RangeWork<T> work) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int w = 0; w < count; w++) {
            long from = n * w / count;
            long to = n * (w + 1) / count;
            tasks.add(() -> work.on(from, to));
        }
        return all(tasks);
    }

    /** Each thread takes the next of the items from 0 to before {@code items} until none is left; what each thread made. */
    <S> List<S> items(int items, Supplier<S> start, ItemWork<S> work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Callable<S>> tasks = new ArrayList<>();
        for (int w = 0; w < count; w++) {
            tasks.add(() -> {
                S state = start.get();
                for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                    work.on(item, state);
                }
                return state;
            });
        }
        return all(tasks);
    }

    /** As {@link #items}, for work that leaves its result where it belongs. */
    void each(int items, ItemAction work) throws Exception {
        items(items, () -> work, (item, action) -> action.on(item));
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
