package io.vonk.api;

import io.vonk.error.JobCancelledException;
import io.vonk.error.VonkException;
import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PartitionOperator;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.serial.Closures;
import io.vonk.internal.session.Deferred;
import io.vonk.internal.session.JobRunner.JobRequest;
import io.vonk.internal.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Turns actions into jobs and waits for them. */
final class Actions {
    private final VonkSession session;
    private final Session backend;

    Actions(VonkSession session, Session backend) {
        this.session = session;
        this.backend = backend;
    }

    /** Runs {@code function} on every partition; the results are in the order of the partitions. */
    <R> CompletableFuture<List<R>> all(PlanNode node, String action, ResultFunction<R> function) {
        return some(node, action, numbers(0, node.partitionCount()), function);
    }

    /** Runs {@code function} on some partitions; the results are in the order given. */
    <R> CompletableFuture<List<R>> some(PlanNode node, String action, int[] partitions, ResultFunction<R> function) {
        for (int partition : partitions) {
            if (partition < 0 || partition >= node.partitionCount()) {
                throw new IndexOutOfBoundsException(action + " of partition " + partition + " of a collection with "
                        + node.partitionCount() + " partitions: " + node.callSite());
            }
        }
        Object[] results = new Object[partitions.length];
        int[] next = {0};
        ObjIntConsumer<R> receiver = (result, partition) -> results[next[0]++] = result;
        return mapKeepingCancel(submit(node, action, partitions, function, receiver), ignored -> listOf(results));
    }

    @SuppressWarnings("unchecked")
    private static <R> List<R> listOf(Object[] results) {
        return (List<R>) Arrays.asList(results);
    }

    private <R> CompletableFuture<Void> submit(
            PlanNode node, String action, int[] partitions, ResultFunction<R> function, ObjIntConsumer<R> receiver) {
        session.checkOpen(action);
        Closures.check(function, action);
        JobRequest<R> request = new JobRequest<>(
                node, partitions, function, receiver, CallSite.here(action), session.jobGroup(), session.jobName());
        List<PlanNode> reachable = PlanWalk.postOrder(node, PlanWalk::effectiveParents);
        CompletableFuture<Void> job = afterDeferred(reachable, request);
        return session.checkpoints().after(job, reachable);
    }

    /** Runs what deferred functions in {@code reachable} need, one after the other, and then the job. */
    private <R> CompletableFuture<Void> afterDeferred(List<PlanNode> reachable, JobRequest<R> request) {
        CompletableFuture<Void> prepared = prepared(reachable, request.group());
        return prepared.isDone() && !prepared.isCompletedExceptionally()
                ? backend.submit(request)
                : prepared.thenCompose(ready -> backend.submit(request));
    }

    private CompletableFuture<Void> prepared(List<PlanNode> reachable, String group) {
        CompletableFuture<Void> prepared = CompletableFuture.completedFuture(null);
        for (PlanNode node : reachable) {
            if (node instanceof OperatorNode operator
                    && operator.operator() instanceof PartitionOperator partitions
                    && partitions.function() instanceof Deferred deferred
                    && !deferred.prepared()) {
                List<PlanNode> needed = PlanWalk.postOrder(deferred.needs(), PlanWalk::effectiveParents);
                prepared = prepared.thenCompose(ready -> prepared(needed, group))
                        .thenCompose(ready -> deferred.prepare(backend, group));
            }
        }
        return prepared;
    }

    /** Takes up to {@code count} records from the first partitions: 1 at first, then four times as many each time. */
    <T> List<T> first(PlanNode node, String action, int count) {
        List<T> taken = new ArrayList<>();
        if (count <= 0) {
            return taken;
        }
        int partitionCount = node.partitionCount();
        int looked = 0;
        int width = 1;
        while (looked < partitionCount && taken.size() < count) {
            int end = (int) Math.min(partitionCount, (long) looked + width);
            ResultFunction<Results.Encoded> function = Results.firstRecords(count - taken.size());
            for (Results.Encoded part : await(some(node, action, numbers(looked, end), function))) {
                for (T record : part.<T>decode()) {
                    if (taken.size() < count) {
                        taken.add(record);
                    }
                }
            }
            looked = end;
            width = (int) Math.min(Integer.MAX_VALUE, width * 4L);
        }
        return taken;
    }

    static int[] numbers(int from, int to) {
        int[] numbers = new int[to - from];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from + i;
        }
        return numbers;
    }

    static long sum(List<Long> counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Maps a result at once, on the thread that completes it; cancelling the outcome cancels the job. */
    static <A, B> CompletableFuture<B> mapKeepingCancel(CompletableFuture<A> job, Mapping<A, B> mapping) {
        Mapped<B> mapped = new Mapped<>(job);
        CompletableFuture<A> unused =
                job.whenComplete((value, failure) -> mapped.completeWith(value, failure, mapping));
        return mapped;
    }

    /** As {@link #mapKeepingCancel}, for mappings that take long: on a thread of the common pool. */
    static <A, B> CompletableFuture<B> mapAside(CompletableFuture<A> job, Mapping<A, B> mapping) {
        Mapped<B> mapped = new Mapped<>(job);
        CompletableFuture<A> unused =
                job.whenCompleteAsync((value, failure) -> mapped.completeWith(value, failure, mapping));
        return mapped;
    }

    private static final class Mapped<B> extends CompletableFuture<B> {
        private final CompletableFuture<?> job;

        Mapped(CompletableFuture<?> job) {
            this.job = job;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            job.cancel(mayInterrupt);
            return super.cancel(mayInterrupt);
        }

        <A> void completeWith(A value, @Nullable Throwable failure, Mapping<A, B> mapping) {
            if (failure != null) {
                completeExceptionally(unwrapped(failure));
                return;
            }
            try {
                complete(mapping.apply(value));
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        }
    }

    /** The mapping for jobs that only do something. */
    @SuppressWarnings("NullAway") // the only value of Void
    static <A> Void nothing(A ignored) {
        return null;
    }

    /** A mapping that may throw. */
    @FunctionalInterface
    interface Mapping<A, B> {
        B apply(A value) throws Exception;
    }

    /** Waits for a job; an interrupted wait cancels it. */
    static <R> R await(CompletableFuture<R> job) {
        try {
            return job.get();
        } catch (InterruptedException e) {
            job.cancel(true);
            Thread.currentThread().interrupt();
            throw new JobCancelledException(
                    "the job was cancelled because the thread that waited for it was interrupted");
        } catch (CancellationException e) {
            throw new JobCancelledException("the job was cancelled");
        } catch (ExecutionException e) {
            throw rethrown(unwrapped(e));
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof VonkException known) {
            // The engine's threads made it; what helps the user is where the action was called.
            known.setStackTrace(new Throwable().getStackTrace());
            return known;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new VonkException(messageOf(failure), failure);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof java.util.concurrent.CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String messageOf(@Nullable Throwable failure) {
        return String.valueOf(failure);
    }
}
