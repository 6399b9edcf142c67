package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.SerBiFunction;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.plan.ZipFunction;
import java.util.Iterator;
import java.util.List;

/** Partitions side by side. */
public final class Zipping {
    private Zipping() {}

    /** The first record with the first, and so on; partitions of different lengths are an error. */
    public static ZipFunction oneToOne() {
        return new OneToOne();
    }

    /** What the user's function makes of two partitions. */
    public static <T, U, R> ZipFunction partitions(SerBiFunction<Iterator<T>, Iterator<U>, Iterator<R>> function) {
        return new Partitions<>(function);
    }

    /** Closes all of {@code readers}, whatever fails; the first failure is thrown. */
    static AutoCloseable closing(List<BatchReader> readers) {
        return () -> {
            Exception first = null;
            for (BatchReader reader : readers) {
                try {
                    reader.close();
                } catch (Exception e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
            if (first != null) {
                throw first;
            }
        };
    }

    private record OneToOne() implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) {
            Iterator<Object> left = new RecordIterator<>(inputs.get(0));
            Iterator<Object> right = new RecordIterator<>(inputs.get(1));
            Iterator<Pair<Object, Object>> zipped = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    boolean more = left.hasNext();
                    if (more != right.hasNext()) {
                        throw new VonkException(
                                "zip needs equal numbers of records in each pair of partitions; in partition "
                                        + partition + " the " + (more ? "second" : "first")
                                        + " collection ends before the other; use zipWithIndex and a join instead");
                    }
                    return more;
                }

                @Override
                public Pair<Object, Object> next() {
                    return Pair.of(left.next(), right.next());
                }
            };
            return new IteratorReader(zipped, closing(inputs));
        }
    }

    private record Partitions<T, U, R>(SerBiFunction<Iterator<T>, Iterator<U>, Iterator<R>> function)
            implements ZipFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, List<BatchReader> inputs) throws Exception {
            Iterator<R> made = function.apply(new RecordIterator<>(inputs.get(0)), new RecordIterator<>(inputs.get(1)));
            return new IteratorReader(made, closing(inputs));
        }
    }
}
