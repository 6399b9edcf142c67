package io.vonk.api;

import io.vonk.error.JobFailedException;
import io.vonk.function.SerFunction;
import io.vonk.internal.operator.Writing;
import io.vonk.internal.output.OutputJob;
import io.vonk.internal.output.OutputManifest;
import io.vonk.internal.output.OutputOwner;
import io.vonk.io.PartitionColumns;
import io.vonk.io.Sink;
import io.vonk.io.WriteMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes collections to directories: all files appear together, or none. */
final class Output {
    private Output() {}

    static <T> void write(Rdd<T> records, String action, Sink<? super T> sink, String directory, WriteMode mode) {
        run(records, action, sink, directory, mode, null);
    }

    static <T> void writePartitioned(
            Rdd<T> records,
            Sink<? super T> sink,
            String directory,
            WriteMode mode,
            List<String> keys,
            SerFunction<? super T, ? extends List<String>> values) {
        run(records, "writePartitioned", sink, directory, mode, new Columns<T>(List.copyOf(keys), values));
    }

    @SuppressWarnings("unchecked") // a sink only takes records
    private static <T> void run(
            Rdd<T> records,
            String action,
            Sink<? super T> sink,
            String directory,
            WriteMode mode,
            @Nullable PartitionColumns<T> columns) {
        OutputJob.Order<T> order =
                new OutputJob.Order<>(records.session().files(), directory, mode, (Sink<T>) sink, columns);
        Optional<OutputJob<T>> started = OutputJob.start(order, OutputOwner.thisProcess(), OutputJob.newJobId());
        if (started.isEmpty()) {
            return; // the directory exists, and the mode is to leave it alone
        }
        try (OutputJob<T> job = started.get()) {
            List<OutputManifest> accepted =
                    Actions.await(records.actions().all(records.node, action, Writing.to(job.target())));
            job.commit(accepted);
        }
    }

    /** The user's function as partition columns. */
    private record Columns<T>(List<String> names, SerFunction<? super T, ? extends List<String>> function)
            implements PartitionColumns<T> {
        @Override
        @SuppressWarnings("unchecked")
        public List<@Nullable String> values(T record) {
            try {
                return (List<@Nullable String>) function.apply(record);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new JobFailedException("the function that gives the directories of a record failed: " + e, e);
            }
        }
    }
}
