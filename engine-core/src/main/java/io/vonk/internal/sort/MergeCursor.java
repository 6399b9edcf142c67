package io.vonk.internal.sort;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several sorted cursors as one, by a loser tree: each step costs one comparison per level. Entries that
 * compare equal come in the order of the cursors.
 *
 * <p>Where user code compares, each entry is also compared with the one before, so that a comparator that contradicts itself
 * fails instead of giving a wrong order.
 */
final class MergeCursor extends EntryCursor {
    private static final int NONE = -1;

    private final KeyOrder order;
    private final EntryCursor[] cursors;
    private final boolean[] ended;
    /** At 0 the winner; at node n the loser of the match there. Leaves are the cursors, as nodes {@code n..2n-1}. */
    private final int[] losers;
    /** The prefix of each cursor's entry, next to each other: most matches need nothing else. */
    private final long[] prefixes;

    /** The format of each cursor's entry; it changes rarely. */
    private final @Nullable EntryFormat[] formats;

    private final boolean placed;
    /** Whether different prefixes decide about any two entries. */
    private boolean ranked;
    /** Whether user code compares the entries of some cursor. */
    private boolean comparedAsObjects;

    private boolean started;
    private @Nullable EntryFormat format;
    private @Nullable Object lastKey;
    private int lastPartition;
    private boolean lastKeyKnown;

    /**
     * A merge of {@code cursors}, at least one, which it closes.
     *
     * @param placed whether entries are ordered by partition before key; if not, all are of partition 0
     */
    MergeCursor(KeyOrder order, boolean placed, List<EntryCursor> cursors) {
        this.placed = placed;
        this.order = order;
        this.cursors = cursors.toArray(new EntryCursor[0]);
        this.ended = new boolean[this.cursors.length];
        this.losers = new int[this.cursors.length];
        this.prefixes = new long[this.cursors.length];
        this.formats = new @Nullable EntryFormat[this.cursors.length];
    }

    @Override
    public boolean next() throws IOException {
        if (!started) {
            open();
        } else {
            int winner = losers[0];
            if (ended[winner]) {
                return false;
            }
            advance(winner);
            replay(winner);
        }
        int winner = losers[0];
        if (ended[winner]) {
            return false;
        }
        EntryCursor cursor = cursors[winner];
        if (comparedAsObjects && cursor.comparedAsObject()) {
            checkOrder(cursor);
        }
        show(cursor);
        format = formats[winner];
        return true;
    }

    @SuppressWarnings(
            "ReferenceEquality") // an equal format that is another object is learnt again, which changes nothing
    private void advance(int index) throws IOException {
        EntryCursor cursor = cursors[index];
        if (!cursor.next()) {
            ended[index] = true;
            return;
        }
        prefixes[index] = cursor.prefix;
        EntryFormat present = cursor.format();
        if (formats[index] != present) {
            formats[index] = present;
            learnFormats();
        }
    }

    private void learnFormats() {
        ranked = !placed;
        comparedAsObjects = false;
        EntryFormat first = null;
        for (EntryFormat each : formats) {
            if (each != null) {
                first = first == null ? each : first;
                ranked &= order.ranksAlike(first.keyOps(), each.keyOps());
                comparedAsObjects |= !order.hasPrefix(each.keyOps());
            }
        }
    }

    private void open() throws IOException {
        started = true;
        for (int i = 0; i < cursors.length; i++) {
            advance(i);
        }
        Arrays.fill(losers, NONE);
        for (int i = cursors.length - 1; i >= 0; i--) {
            replay(i);
        }
    }

    /** Lets cursor {@code from} play its way up; before the tree is full it waits at the first empty node. */
    private void replay(int from) {
        int winner = from;
        for (int node = (from + cursors.length) >>> 1; node > 0; node >>>= 1) {
            int other = losers[node];
            if (other == NONE) {
                losers[node] = winner;
                return;
            }
            if (wins(other, winner)) {
                losers[node] = winner;
                winner = other;
            }
        }
        losers[0] = winner;
    }

    private boolean wins(int left, int right) {
        if (ended[left] || ended[right]) {
            return !ended[left];
        }
        if (ranked && prefixes[left] != prefixes[right]) {
            return prefixes[left] + Long.MIN_VALUE < prefixes[right] + Long.MIN_VALUE;
        }
        int comparison = EntryCursor.compare(cursors[left], cursors[right]);
        return comparison != 0 ? comparison < 0 : left < right;
    }

    private void checkOrder(EntryCursor cursor) {
        Object key = cursor.key();
        if (lastKeyKnown && lastPartition == cursor.partition && order.compare(lastKey, key) > 0) {
            throw order.contradiction(lastKey, key);
        }
        lastKey = key;
        lastPartition = cursor.partition;
        lastKeyKnown = true;
    }

    @Override
    public EntryFormat format() {
        return Objects.requireNonNull(format, "no entry yet");
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    @Override
    public void close() throws IOException {
        Closing.all(List.of(cursors));
    }
}
