package io.vonk.internal.sort;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges any number of sorted runs within a lease. What the lease does not allow to be read at once, or is more than {@value
 * #MAX_PAGES} pages, is first merged into fewer runs on disk. Entries that compare equal come in the order of the runs.
 *
 * <p>Used by one thread; whoever made it closes it, which ends the merged entries, too.
 */
public final class RunMerge implements AutoCloseable {
    /** How many pages are read into at once at most: limits open files, and what is lost where merging leaves the cache. */
    public static final int MAX_PAGES = 64;

    private static final int SCRATCH_BYTES = 4 * 1024;

    private final OperatorScope scope;
    private final Lease lease;
    private final KeyOrder order;
    private final boolean placed;
    private List<SortedRun> runs = new ArrayList<>();
    private @Nullable MergeCursor result;
    private @Nullable RecordOutput scratch;
    private @Nullable EntryFormat widest;
    private long spilledBytes;

    /**
     * A merge without runs.
     *
     * @param lease what pays for memory; stays the caller's
     * @param placed whether entries are ordered by partition before key
     */
    public RunMerge(OperatorScope scope, Lease lease, KeyOrder order, boolean placed) {
        this.scope = scope;
        this.lease = lease;
        this.order = order;
        this.placed = placed;
    }

    /** Adds a run, which comes after those that were added before it. */
    public void add(SortedRun run) {
        runs.add(run);
    }

    /** How many runs there are. */
    public int runCount() {
        return runs.size();
    }

    /** How many bytes were written because not all runs could be read at once. */
    public long spilledBytes() {
        return spilledBytes;
    }

    /** Whether all runs can be read at once now; the memory stays reserved if so. */
    boolean reserveForAll() {
        long pages = pages(runs);
        return pages <= MAX_PAGES && lease.tryReserve(pages * RecordPages.PAGE_BYTES);
    }

    private static long pages(List<SortedRun> runs) {
        long pages = 0;
        for (SortedRun run : runs) {
            pages += run.pages();
        }
        return pages;
    }

    /**
     * Opens the merged entries.
     *
     * @param reserved whether {@link #reserveForAll} has said yes
     * @param last entries that come after those of all runs, or null
     */
    EntryCursor open(boolean reserved, @Nullable EntryCursor last) throws IOException {
        if (!reserved && !reserveForAll()) {
            int width = 0;
            while (width < MAX_PAGES && lease.tryReserve(RecordPages.PAGE_BYTES)) {
                width++;
            }
            // The smallest lease has room for more than two; should it not, two are read nevertheless.
            width = Math.max(2, width);
            while (pages(runs) > width) {
                mergePass(width);
            }
        }
        List<EntryCursor> cursors = openAll(runs);
        if (last != null) {
            cursors.add(last);
        }
        if (cursors.isEmpty()) {
            return new EmptyCursor(order);
        }
        result = new MergeCursor(order, placed, cursors);
        return result;
    }

    /** Opens the merged entries. */
    public EntryCursor open() throws IOException {
        return open(false, null);
    }

    private static List<EntryCursor> openAll(List<SortedRun> runs) throws IOException {
        List<EntryCursor> cursors = new ArrayList<>();
        try {
            for (SortedRun run : runs) {
                cursors.add(run.open());
            }
            return cursors;
        } catch (IOException | RuntimeException failed) {
            Closing.all(cursors);
            throw failed;
        }
    }

    /** Merges groups of neighbouring runs, from the first on, until they fit or all have been visited. */
    private void mergePass(int width) throws IOException {
        List<SortedRun> before = runs;
        List<SortedRun> after = new ArrayList<>();
        int next = 0;
        try {
            while (next < before.size()) {
                int end = endOfGroup(before, next, width, pages(after));
                if (end - next < 2) {
                    after.add(before.get(next++));
                } else {
                    after.addAll(merged(before.subList(next, end)));
                    for (; next < end; next++) {
                        before.get(next).discard();
                    }
                }
            }
        } finally {
            // Whatever happened, each file has one owner who deletes it.
            after.addAll(before.subList(next, before.size()));
            runs = after;
        }
    }

    /** Where the group that begins at {@code from} ends: no more than fit into {@code width}, nor than are too many. */
    private static int endOfGroup(List<SortedRun> runs, int from, int width, long pagesBefore) {
        long tooMany = pagesBefore + pages(runs.subList(from, runs.size())) - width;
        int end = from;
        long group = 0;
        while (end < runs.size() && group + runs.get(end).pages() <= width && group < tooMany + 1) {
            group += runs.get(end).pages();
            end++;
        }
        return tooMany <= 0 ? from : end;
    }

    /** One run of several; more only where an entry did not fit the format of those before it. */
    private List<SortedRun> merged(List<SortedRun> inputs) throws IOException {
        List<SortedRun> outputs = new ArrayList<>();
        List<EntryCursor> cursors = openAll(inputs);
        RunWriter writer = null;
        try {
            MergeCursor entries = new MergeCursor(order, placed, cursors);
            for (long count = 0; entries.next(); count++) {
                if (count % Batch.CAPACITY == 0) {
                    scope.checkCancelled();
                }
                EntryFormat format = formatFor(entries);
                if (writer == null || !writer.format().equals(format)) {
                    if (writer != null) {
                        outputs.add(finish(writer));
                    }
                    writer = RunWriter.create(scope.newFile("sort"), format, order, placed);
                }
                copy(entries, writer);
            }
            if (writer != null) {
                outputs.add(finish(writer));
            }
            return outputs;
        } catch (IOException | RuntimeException | Error failed) {
            for (SortedRun output : outputs) {
                output.discard();
            }
            throw failed;
        } finally {
            if (writer != null) {
                writer.close();
            }
            Closing.all(cursors);
        }
    }

    private RunFile finish(RunWriter writer) throws IOException {
        RunFile run = writer.finish();
        spilledBytes += run.byteCount();
        return run;
    }

    /** The format in which the current entry is written: only ever widened, so that few runs end because of it. */
    private EntryFormat formatFor(EntryCursor entries) {
        EntryFormat present = widest;
        if (present == null) {
            present = entries.format();
        } else if (!present.equals(entries.format())) {
            Object key = entries.key();
            Object rest = entries.rest();
            present = present.fits(key, rest) ? present : present.widenedFor(key, rest);
        }
        widest = present;
        return present;
    }

    private void copy(EntryCursor entries, RunWriter writer) throws IOException {
        if (entries.format().equals(writer.format())) {
            writer.add(entries);
            return;
        }
        RecordOutput out = scratch;
        if (out == null) {
            out = new RecordOutput(SCRATCH_BYTES);
            scratch = out;
        }
        Object key = entries.key();
        out.position(0);
        writer.format().write(key, entries.rest(), out);
        long prefix = order.prefix(key, writer.format().keyOps());
        writer.add(entries.partition, prefix, out.array(), 0, out.position());
    }

    /** Ends the merged entries and discards all runs; further calls do nothing. */
    @Override
    public void close() throws IOException {
        List<AutoCloseable> resources = new ArrayList<>();
        if (result != null) {
            resources.add(result);
        }
        for (SortedRun run : runs) {
            resources.add(run::discard);
        }
        runs = List.of();
        Closing.all(resources);
    }
}
