package io.vonk.internal.operator;

import io.vonk.error.VonkException;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
import io.vonk.runtime.TaskContext;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that an external command prints when it is given a partition's records as lines.
 *
 * @param command the program and its arguments
 * @param environment variables added for it
 */
public record Piping(List<String> command, Map<String, String> environment) implements PartitionFunction {
    private static final Logger LOG = LoggerFactory.getLogger(Piping.class);

    public Piping {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty() || command.get(0).isBlank()) {
            throw new IllegalArgumentException("pipe needs a command; got an empty one");
        }
    }

    @Override
    public BatchReader open(TaskScope scope, int partition, BatchReader input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        Lines lines = new Lines(command, partition, process, input, scope.context());
        return new IteratorReader(lines, lines);
    }

    /** Reads what the command prints while a thread of its own feeds it; a full pipe blocks neither side for ever. */
    private static final class Lines implements Iterator<String>, AutoCloseable {
        private final List<String> command;
        private final int partition;
        private final Process process;
        private final BatchReader input;
        private final TaskContext context;
        private final BufferedReader output;
        private final Thread feeder;
        private volatile @Nullable Throwable feedFailure;
        private @Nullable String next;
        private boolean ended;

        Lines(List<String> command, int partition, Process process, BatchReader input, TaskContext context) {
            this.command = command;
            this.partition = partition;
            this.process = process;
            this.input = input;
            this.context = context;
            this.output = process.inputReader(StandardCharsets.UTF_8);
            this.feeder = new Thread(this::feed, "vonk-pipe-" + partition);
            feeder.setDaemon(true);
            feeder.start();
        }

        private void feed() {
            // The functions that compute the records are the user's, and are called on this thread.
            try (TaskContext.Scope bound = TaskContext.enter(context);
                    BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8)) {
                RecordIterator<Object> records = new RecordIterator<>(input);
                while (hasNext(records)) {
                    writer.write(String.valueOf(records.next()));
                    writer.write('\n');
                }
            } catch (IOException e) {
                // The command has stopped reading, as `head` does; its exit code says whether that is right.
                LOG.debug("{} has stopped reading", command, e);
            } catch (Throwable e) {
                feedFailure = e;
            }
            if (feedFailure != null) {
                process.destroyForcibly();
            }
        }

        /** Whether there are more records; if they cannot be computed, that is noted and there are none. */
        private boolean hasNext(Iterator<Object> records) {
            try {
                return records.hasNext();
            } catch (Throwable e) {
                feedFailure = e;
                return false;
            }
        }

        @Override
        public boolean hasNext() {
            if (next == null && !ended) {
                try {
                    next = output.readLine();
                    if (next == null) {
                        ended = true;
                        finish();
                    }
                } catch (IOException e) {
                    throwFeedFailure();
                    throw new UncheckedIOException("cannot read what " + command + " prints", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new VonkException("interrupted while waiting for " + command, e);
                }
            }
            return next != null;
        }

        private void finish() throws InterruptedException {
            int code = process.waitFor();
            feeder.join();
            throwFeedFailure();
            if (code != 0) {
                throw new VonkException("the command " + command + " ended with exit code " + code + " in partition "
                        + partition + "; run it by hand on a few lines to see what it prints on its error output");
            }
        }

        /** What failed while the records were computed arrives as it is, with its operator and record. */
        private void throwFeedFailure() {
            Throwable failure = feedFailure;
            if (failure != null) {
                throw Lines.<RuntimeException>unchanged(failure);
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> E unchanged(Throwable failure) throws E {
            throw (E) failure;
        }

        @Override
        public String next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException("the command has printed no more lines");
            }
            String line = next;
            next = null;
            return line;
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly();
            feeder.join();
            output.close();
            input.close();
        }
    }
}
