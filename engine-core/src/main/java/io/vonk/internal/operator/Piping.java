package io.vonk.internal.operator;

import io.vonk.error.VonkException;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
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

/**
 * The lines that an external command prints when it is given a partition's records as lines.
 *
 * @param command the program and its arguments
 * @param environment variables added for it
 */
public record Piping(List<String> command, Map<String, String> environment) implements PartitionFunction {
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
        Lines lines = new Lines(command, partition, process, input);
        return new IteratorReader(lines, lines);
    }

    /** Reads what the command prints while a thread of its own feeds it; a full pipe blocks neither side for ever. */
    private static final class Lines implements Iterator<String>, AutoCloseable {
        private final List<String> command;
        private final int partition;
        private final Process process;
        private final BatchReader input;
        private final BufferedReader output;
        private final Thread feeder;
        private volatile @Nullable Throwable feedFailure;
        private @Nullable String next;
        private boolean ended;

        Lines(List<String> command, int partition, Process process, BatchReader input) {
            this.command = command;
            this.partition = partition;
            this.process = process;
            this.input = input;
            this.output = process.inputReader(StandardCharsets.UTF_8);
            this.feeder = new Thread(this::feed, "vonk-pipe-" + partition);
            feeder.setDaemon(true);
            feeder.start();
        }

        private void feed() {
            try (BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8)) {
                RecordIterator<Object> records = new RecordIterator<>(input);
                while (records.hasNext()) {
                    String line = String.valueOf(records.next());
                    try {
                        writer.write(line);
                        writer.write('\n');
                    } catch (IOException e) {
                        return; // The command has stopped reading, as `head` does; its exit code says whether that is
                        // right.
                    }
                }
            } catch (Throwable e) {
                if (!(e instanceof IOException)) {
                    feedFailure = e;
                    process.destroyForcibly();
                }
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
            Throwable failure = feedFailure;
            if (failure != null) {
                throw new VonkException("the records for " + command + " could not be computed: " + failure, failure);
            }
            if (code != 0) {
                throw new VonkException("the command " + command + " ended with exit code " + code + " in partition "
                        + partition + "; run it by hand on a few lines to see what it prints on its error output");
            }
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
