package io.vonk.internal.driver;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.exchange.MapOutputRegistry;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.exchange.ProcessShuffles;
import io.vonk.internal.exchange.PublishedShuffles;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.shuffle.PublishedOutput;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Shuffles as executors have them, in one process: outputs are published in files, and fetched as a network would bring them. */
final class FetchedShuffles implements ProcessShuffles {
    private static final String APPLICATION = "test";

    private final ClassLoader classLoader;
    private final MapOutputRegistry registry = new MapOutputRegistry();
    private final NodeOutputs outputs;
    private final PublishedShuffles tasks;
    private final Map<Long, PlacedOutput> written = new ConcurrentHashMap<>();

    FetchedShuffles(OperatorScope operators, Path root) {
        this.classLoader = operators.classLoader();
        this.outputs = new NodeOutputs(root);
        this.tasks = new PublishedShuffles(
                APPLICATION,
                "here",
                outputs,
                new SameProcess(outputs),
                registry::view,
                output -> written.put(output.id().attempt().value(), output));
    }

    @Override
    public BatchReader read(TaskScope scope, ShuffleId shuffle, Exchange exchange, int partition) throws Exception {
        return tasks.read(scope, shuffle, exchange, partition);
    }

    @Override
    public long write(TaskScope scope, ShuffleId shuffle, Exchange exchange, int mapPartition, BatchReader input)
            throws Exception {
        return tasks.write(scope, shuffle, exchange, mapPartition, input);
    }

    @Override
    public void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        registry.open(shuffle, exchange, mapPartitionCount);
    }

    @Override
    public void accept(ShuffleId shuffle, int mapPartition, long attempt) {
        PlacedOutput output = written.remove(attempt);
        if (output == null) {
            throw new IllegalStateException("attempt " + attempt + " has published nothing");
        }
        PlacedOutput replaced = registry.accept(output);
        if (replaced != null) {
            delete(replaced);
        }
    }

    @Override
    public void discard(long attempt) {
        PlacedOutput output = written.remove(attempt);
        if (output != null) {
            delete(output);
        }
    }

    private void delete(PlacedOutput output) {
        try {
            outputs.drop(APPLICATION, output.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void unregister(ShuffleId shuffle, int from, int until) {
        registry.unregister(shuffle, from, until).forEach(this::delete);
    }

    @Override
    public void finish(ShuffleId shuffle) {
        registry.finish(shuffle, classLoader);
    }

    @Override
    public void drop(ShuffleId shuffle) {
        registry.drop(shuffle);
        try {
            outputs.drop(APPLICATION, shuffle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            outputs.drop(APPLICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A network without a wire. Bytes come in small parts, by a thread of their own. */
    private record SameProcess(NodeOutputs outputs) implements SegmentService {
        private static final int PART = 1_000;

        @Override
        public CompletableFuture<List<TableAnswer>> tables(String node, List<SegmentRange> wanted) {
            return CompletableFuture.supplyAsync(() -> wanted.stream()
                    .map(range -> outputs.tableOf(APPLICATION, range))
                    .toList());
        }

        @Override
        public CompletableFuture<Void> blocks(String node, List<SegmentRange> wanted, long bytes, BlockSink sink) {
            return CompletableFuture.runAsync(() -> {
                try {
                    for (SegmentRange range : wanted) {
                        PublishedOutput output = outputs.find(APPLICATION, range.output());
                        byte[] file = Files.readAllBytes(output.data());
                        for (PublishedOutput.Region region : output.regions(range.from(), range.until())) {
                            send(file, region, sink);
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        private static void send(byte[] file, PublishedOutput.Region region, BlockSink sink) throws IOException {
            int end = (int) (region.offset() + region.length());
            List<ByteBuffer> parts = new ArrayList<>();
            for (int at = (int) region.offset(); at < end; at += PART) {
                parts.add(ByteBuffer.wrap(file, at, Math.min(PART, end - at)));
            }
            for (ByteBuffer part : parts) {
                sink.received(part);
            }
        }
    }
}
