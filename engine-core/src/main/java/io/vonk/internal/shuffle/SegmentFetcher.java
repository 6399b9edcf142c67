package io.vonk.internal.shuffle;

import io.vonk.error.VonkException;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.shuffle.SegmentService.BlockSink;
import io.vonk.internal.shuffle.SegmentService.TableAnswer;
import io.vonk.internal.shuffle.SegmentService.TableFound;
import io.vonk.internal.shuffle.SegmentService.TableLost;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what one reduce task reads, from all nodes that have a part of it.
 *
 * <p>First every node is asked, all at once, what it has; from then on the sizes are known. Segments of the same node are then
 * fetched together, up to {@link #BATCH_BYTES}, in the order in which they are read; while one batch is read the next ones are on
 * their way, as far as they find room: in memory if the task's lease is granted it, else in a file. So a partition may be
 * larger than the memory.
 *
 * <p>A batch that arrives damaged is fetched once more; if that does not help, or nothing comes, the outputs are lost and a
 * {@link FetchFailedException} names them.
 *
 * <p>Used by the task's thread; the bytes are written by those of the service.
 */
public final class SegmentFetcher implements MapOutputSource, AutoCloseable {
    /** Small segments are fetched together up to this size: enough to make a question's way there and back not count. */
    static final long BATCH_BYTES = 4 << 20;

    /** How many bytes may be on their way or wait to be read, beside the batch that is being read. */
    private static final long AHEAD_BYTES = 48 << 20;

    private static final int ATTEMPTS = 2;

    /** Each has 20 bytes in the answer. */
    private static final int SEGMENTS_PER_QUESTION = 100_000;

    /** Where an output is, and what of it is wanted. */
    public record Location(
            String node, SegmentRange segments, @Nullable SparseIndex sparseIndex) {}

    private final SegmentService service;
    private final OperatorScope scope;
    private final Map<MapOutputId, Location> locations;
    private final Lease lease;
    private final Map<MapOutputId, Batch> batchOf = new HashMap<>();
    private @Nullable List<Batch> batches;
    private @Nullable FetchFailedException loss;
    /** How many batches have been started, in their order. */
    private int started;

    private long aheadBytes;

    /**
     * A fetcher that has not asked for anything yet; to be closed, which ends what is still on its way.
     *
     * @param locations in the order in which the outputs are read
     */
    public SegmentFetcher(SegmentService service, OperatorScope scope, List<Location> locations) {
        this.service = service;
        this.scope = scope;
        this.locations = new LinkedHashMap<>();
        for (Location location : locations) {
            this.locations.put(location.segments().output(), location);
        }
        this.lease = scope.lease("fetched map outputs");
    }

    @Override
    public MapOutput open(MapOutputId id) {
        Batch batch = batch(id);
        startUpTo(batch);
        return batch.output(id);
    }

    @Override
    public List<OutputPortion> portions(List<MapOutputId> ids) {
        List<OutputPortion> portions = new ArrayList<>(ids.size());
        for (MapOutputId id : ids) {
            portions.add(new Portion(id));
        }
        return portions;
    }

    private Batch batch(MapOutputId id) {
        if (batches == null) {
            batches = planOnce();
        }
        Batch batch = batchOf.get(id);
        if (batch == null) {
            throw new IllegalStateException(id + " is not among what this task reads");
        }
        return batch;
    }

    // ---- what there is --------------------------------------------------------------------------------------------

    /** Nobody is asked twice: what was lost once is lost for this task. */
    private List<Batch> planOnce() {
        if (loss != null) {
            throw loss;
        }
        try {
            return plan();
        } catch (FetchFailedException e) {
            loss = e;
            throw e;
        }
    }

    private List<Batch> plan() {
        Map<MapOutputId, SegmentTable> tables = tables();
        List<Batch> planned = new ArrayList<>();
        Map<String, Batch> openOf = new HashMap<>();
        for (Location location : locations.values()) {
            MapOutputId id = location.segments().output();
            SegmentTable table = tables.get(id);
            if (table == null) {
                throw new IllegalStateException("nobody was asked for " + id);
            }
            Batch open = openOf.get(location.node());
            if (open == null
                    || open.bytes > 0 && open.bytes + table.dataBytes() > BATCH_BYTES
                    || open.tables.size() == SegmentService.MAX_RANGES) {
                open = new Batch(location.node());
                openOf.put(location.node(), open);
                planned.add(open);
            }
            open.add(table);
            batchOf.put(id, open);
        }
        return planned;
    }

    private Map<MapOutputId, SegmentTable> tables() {
        Map<String, List<SegmentRange>> byNode = new LinkedHashMap<>();
        for (Location location : locations.values()) {
            byNode.computeIfAbsent(location.node(), node -> new ArrayList<>()).add(location.segments());
        }
        List<Question> questions = new ArrayList<>();
        byNode.forEach((node, ranges) -> {
            for (int from = 0; from < ranges.size(); ) {
                int until = endOfQuestion(ranges, from);
                List<SegmentRange> some = ranges.subList(from, until);
                questions.add(new Question(node, some, service.tables(node, some)));
                from = until;
            }
        });
        Map<MapOutputId, SegmentTable> tables = new HashMap<>();
        // All that is lost is told at once: told one by one, each would cost a try of this task.
        List<FetchFailedException> losses = new ArrayList<>();
        for (Question question : questions) {
            try {
                read(question, tables, losses);
            } catch (FetchFailedException e) {
                losses.add(e);
            }
        }
        if (losses.isEmpty()) {
            return tables;
        }
        List<MapOutputId> ids = new ArrayList<>();
        losses.forEach(each -> ids.addAll(each.outputs()));
        FetchFailedException first = losses.get(0);
        throw new FetchFailedException(ids, String.valueOf(first.getMessage()), first);
    }

    private void read(Question question, Map<MapOutputId, SegmentTable> tables, List<FetchFailedException> losses) {
        List<TableAnswer> answers = await(question.answer(), question.node(), question.ranges());
        if (answers.size() != question.ranges().size()) {
            throw lost(question.node(), question.ranges(), answers.size() + " answers came", null);
        }
        for (int i = 0; i < answers.size(); i++) {
            SegmentRange range = question.ranges().get(i);
            if (answers.get(i) instanceof TableFound found) {
                try {
                    tables.put(
                            range.output(),
                            SegmentTable.read(found.table(), range.output(), range.from(), range.until()));
                } catch (FetchFailedException wrong) {
                    losses.add(wrong);
                }
            } else if (answers.get(i) instanceof TableLost gone) {
                losses.add(lost(question.node(), List.of(range), gone.why(), null));
            }
        }
    }

    /** How many of the ranges from {@code from} on are asked for at once: the answer should be no longer than a message may be. */
    private static int endOfQuestion(List<SegmentRange> ranges, int from) {
        long segments = 0;
        int until = from;
        while (until < ranges.size() && until - from < SegmentService.MAX_RANGES) {
            segments += ranges.get(until).until() - ranges.get(until).from();
            if (until > from && segments > SEGMENTS_PER_QUESTION) {
                break;
            }
            until++;
        }
        return until;
    }

    private record Question(String node, List<SegmentRange> ranges, CompletableFuture<List<TableAnswer>> answer) {}

    private <T> T await(CompletableFuture<T> future, String node, List<SegmentRange> ranges) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw lost(node, ranges, String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            scope.checkCancelled();
            throw new VonkException("the task was interrupted while it waited for map outputs of " + node, e);
        }
    }

    private static FetchFailedException lost(
            String node, List<SegmentRange> ranges, String why, @Nullable Throwable cause) {
        List<MapOutputId> ids = ranges.stream().map(SegmentRange::output).toList();
        return new FetchFailedException(ids, node + ": " + why, cause);
    }

    // ---- the way here ---------------------------------------------------------------------------------------------

    /** Starts a batch and all before it, and those after it that there is room for. */
    private void startUpTo(Batch wanted) {
        List<Batch> all = batches;
        if (all == null) {
            return;
        }
        while (started < all.size()) {
            Batch next = all.get(started);
            boolean needed = wanted.transfer == null && !wanted.released();
            if (!needed && aheadBytes + next.bytes > AHEAD_BYTES) {
                return;
            }
            started++;
            next.start();
        }
    }

    @Override
    public void close() throws IOException {
        List<Batch> all = batches;
        if (all != null) {
            for (Batch batch : all) {
                batch.drop();
            }
        }
        lease.close();
    }

    private final class Portion implements OutputPortion {
        private final MapOutputId id;

        Portion(MapOutputId id) {
            this.id = id;
        }

        @Override
        public List<MapOutputId> ids() {
            return List.of(id);
        }

        @Override
        public MapOutput open() {
            return SegmentFetcher.this.open(id);
        }

        @Override
        public long sizeBytes(int reducePartition) {
            // Each range is one reduce partition: this is all of it.
            return batch(id).table(id).dataBytes();
        }

        @Override
        public void release() {
            batch(id).release();
        }
    }

    /** Segments of one node that are fetched together. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // a transfer's failure is seen by whoever waits for the transfer itself
    private final class Batch {
        private final String node;
        private final List<SegmentTable> tables = new ArrayList<>();
        private final Map<MapOutputId, Integer> indexes = new HashMap<>();
        private long bytes;
        private int unread;
        private boolean dropped;
        private @Nullable CompletableFuture<Void> transfer;
        private boolean inMemory;
        private byte[] memory = {};
        private @Nullable Path file;
        private @Nullable List<MapOutput> outputs;

        Batch(String node) {
            this.node = node;
        }

        void add(SegmentTable table) {
            indexes.put(table.id(), tables.size());
            tables.add(table);
            bytes += table.dataBytes();
            unread++;
        }

        SegmentTable table(MapOutputId id) {
            Integer index = indexes.get(id);
            if (index == null) {
                throw new IllegalStateException(id + " is not in this batch");
            }
            return tables.get(index);
        }

        boolean released() {
            return dropped;
        }

        void start() {
            if (dropped) {
                return;
            }
            aheadBytes += bytes;
            inMemory = bytes <= Integer.MAX_VALUE - 16 && lease.tryReserve(bytes);
            if (!inMemory) {
                file = scope.newFile("fetched");
            }
            transfer = transfer();
        }

        /** Each transfer has a place of its own: what a failed one still brings must not change what was checked. */
        private CompletableFuture<Void> transfer() {
            byte[] array = new byte[inMemory ? (int) bytes : 0];
            memory = array;
            if (bytes == 0) {
                return CompletableFuture.completedFuture(null);
            }
            Path path = file;
            if (path == null) {
                ByteBuffer target = ByteBuffer.wrap(array);
                return service.blocks(node, ranges(), bytes, received -> put(received, target));
            }
            FileTarget target = new FileTarget(path);
            CompletableFuture<Void> coming = service.blocks(node, ranges(), bytes, target);
            coming.whenComplete((done, failed) -> target.close());
            return coming;
        }

        private List<SegmentRange> ranges() {
            return tables.stream()
                    .map(table -> new SegmentRange(table.id(), table.from(), table.until()))
                    .toList();
        }

        MapOutput output(MapOutputId id) {
            Integer index = indexes.get(id);
            if (index == null || dropped) {
                throw new IllegalStateException(id + " has been read already");
            }
            List<MapOutput> ready = outputs;
            if (ready == null) {
                ready = arrived();
                outputs = ready;
            }
            return ready.get(index);
        }

        /** Waits for the bytes and makes outputs of them. */
        private List<MapOutput> arrived() {
            for (int attempt = 1; ; attempt++) {
                CompletableFuture<Void> coming = transfer;
                if (coming == null) {
                    throw new IllegalStateException("the batch was not started");
                }
                boolean came = false;
                try {
                    await(coming, node, ranges());
                    came = true;
                    return made();
                } catch (FetchFailedException damaged) {
                    if (attempt == ATTEMPTS) {
                        throw came ? damaged : narrowed(damaged);
                    }
                    scope.checkCancelled();
                    log().warn("Map outputs are fetched once more: {}", damaged.getMessage());
                    transfer = transfer();
                }
            }
        }

        /** Finds out which of the outputs it is that does not come: those that would come are not to be computed again. */
        private FetchFailedException narrowed(FetchFailedException whole) {
            if (tables.size() == 1) {
                return whole;
            }
            List<CompletableFuture<Void>> probes = new ArrayList<>();
            for (SegmentRange range : ranges()) {
                long expected = table(range.output()).dataBytes();
                probes.add(
                        expected == 0
                                ? CompletableFuture.completedFuture(null)
                                : service.blocks(node, List.of(range), expected, bytes -> {}));
            }
            List<SegmentRange> lost = new ArrayList<>();
            Throwable cause = null;
            for (int i = 0; i < probes.size(); i++) {
                try {
                    await(probes.get(i), node, ranges().subList(i, i + 1));
                } catch (FetchFailedException e) {
                    lost.add(ranges().get(i));
                    cause = e;
                }
            }
            return cause == null ? whole : SegmentFetcher.lost(node, lost, String.valueOf(cause.getMessage()), cause);
        }

        private List<MapOutput> made() {
            List<MapOutput> made = new ArrayList<>(tables.size());
            Path path = file;
            long start = 0;
            for (SegmentTable table : tables) {
                Location location = locations.get(table.id());
                SparseIndex sparse = location == null ? null : location.sparseIndex();
                made.add(
                        path == null
                                ? FetchedOutputs.inMemory(table, memory, (int) start, sparse, scope.classLoader())
                                : FetchedOutputs.onDisk(table, path, start, sparse));
                start += table.dataBytes();
            }
            return made;
        }

        void release() {
            unread--;
            if (unread == 0) {
                drop();
            }
        }

        void drop() {
            if (dropped) {
                return;
            }
            dropped = true;
            outputs = null;
            CompletableFuture<Void> coming = transfer;
            if (coming == null) {
                return;
            }
            coming.cancel(false);
            aheadBytes -= bytes;
            memory = new byte[0];
            if (inMemory) {
                lease.release(bytes);
            }
            Path path = file;
            if (path != null) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    log().warn("The file {} of fetched map outputs cannot be deleted", path, e);
                }
            }
        }
    }

    private static void put(ByteBuffer received, ByteBuffer target) throws IOException {
        if (received.remaining() > target.remaining()) {
            throw new IOException("more bytes come than the tables of the segments tell of");
        }
        target.put(received);
    }

    /** A file that bytes are appended to, until it is closed. */
    private static final class FileTarget implements BlockSink {
        private final Path path;
        private @Nullable FileChannel channel;
        private boolean closed;

        FileTarget(Path path) {
            this.path = path;
        }

        @Override
        public synchronized void received(ByteBuffer bytes) throws IOException {
            if (closed) {
                return;
            }
            FileChannel open = channel;
            if (open == null) {
                open = FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                channel = open;
            }
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        }

        synchronized void close() {
            closed = true;
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    log().warn("The file {} of fetched map outputs cannot be closed", path, e);
                }
            }
        }
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(SegmentFetcher.class);
    }
}
