package io.vonk.internal.executor;

import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.shuffle.PublishedOutput;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the map outputs of this executor's own node from their files, and asks for those of other nodes. What is read is checked by the
 * reader as what comes over a network is.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class NearSegments implements SegmentService {
    private static final int PART_BYTES = 256 << 10;

    private final String application;
    private final String node;
    private final NodeOutputs outputs;
    private final SegmentService far;

    /**
     * Segments of all nodes.
     *
     * @param node what this node is called, whose outputs are {@code outputs}
     * @param far asks the other nodes
     */
    NearSegments(String application, String node, NodeOutputs outputs, SegmentService far) {
        this.application = application;
        this.node = node;
        this.outputs = outputs;
        this.far = far;
    }

    @Override
    public CompletableFuture<List<TableAnswer>> tables(String of, List<SegmentRange> wanted) {
        if (!of.equals(node)) {
            return far.tables(of, wanted);
        }
        List<TableAnswer> answers = new ArrayList<>(wanted.size());
        for (SegmentRange range : wanted) {
            answers.add(outputs.tableOf(application, range));
        }
        return CompletableFuture.completedFuture(answers);
    }

    @Override
    public CompletableFuture<Void> blocks(String of, List<SegmentRange> wanted, long bytes, BlockSink sink) {
        if (!of.equals(node)) {
            return far.blocks(of, wanted, bytes, sink);
        }
        // By another thread, as from a network: readers ask for several at once and go on.
        return CompletableFuture.runAsync(() -> {
            try {
                for (SegmentRange range : wanted) {
                    send(range, sink);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void send(SegmentRange range, BlockSink sink) throws IOException {
        PublishedOutput output = outputs.find(application, range.output());
        try (FileChannel file = FileChannel.open(output.data(), StandardOpenOption.READ)) {
            ByteBuffer part = null;
            for (PublishedOutput.Region region : output.regions(range.from(), range.until())) {
                long at = region.offset();
                long end = region.offset() + region.length();
                if (part == null) {
                    part = ByteBuffer.allocate((int) Math.min(PART_BYTES, Math.max(1, end - at)));
                }
                while (at < end) {
                    part.clear().limit((int) Math.min(part.capacity(), end - at));
                    int read = file.read(part, at);
                    if (read < 0) {
                        throw new EOFException(output.data() + " has ended before byte " + end);
                    }
                    at += read;
                    sink.received(part.flip());
                }
            }
        }
    }
}
