package io.vonk.internal.join;

import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.sort.EntryCursor;
import io.vonk.internal.sort.EntryFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups of keys that an order does not tell apart: keys of equal hash, mostly one. Here they are told apart by {@code
 * equals}. Used by one thread.
 */
final class KeyBlock {
    /** Up to this many keys are searched one after the other. */
    private static final int FEW_KEYS = 8;

    /** What all buffers together hold beyond the store, before all are handed to it. */
    static final int TAIL_BYTES = 4 * ValueBuffer.SMALL_BYTES;

    /** A key and its values on each side. */
    static final class Group {
        final @Nullable Object key;
        final ValueBuffer[] sides;
        /** Values of the other side that wait to be joined. */
        final List<@Nullable Object> waiting = new ArrayList<>(0);

        /** The values of side 0, once all are there. */
        @Nullable
        GroupedValues values;

        boolean matched;

        Group(@Nullable Object key, ValueBuffer[] sides) {
            this.key = key;
            this.sides = sides;
        }
    }

    private final ValueStore store;
    private final int sideCount;
    private final List<Group> groups = new ArrayList<>();
    private final List<ValueBuffer[]> spare = new ArrayList<>();
    private final Map<@Nullable Object, Group> byKey = new HashMap<>();

    private @Nullable Group last;
    private @Nullable EntryFormat lastFormat;
    private byte[] lastKey = new byte[64];
    private int lastLength;
    private int tailBytes;

    KeyBlock(ValueStore store, int sideCount) {
        this.store = store;
        this.sideCount = sideCount;
    }

    /** The groups, in the order in which their keys arrived. */
    List<Group> groups() {
        return groups;
    }

    /** Adds the value of the current entry of {@code cursor} to its key's group. */
    void add(EntryCursor cursor, int side) throws IOException {
        RecordInput in = cursor.input();
        EntryFormat format = cursor.format();
        format.skipKey(in);
        int keyEnd = in.position();
        Group group = find(cursor, keyEnd);
        if (group == null) {
            group = newGroup(cursor, keyEnd);
        }
        ValueBuffer buffer = group.sides[side];
        tailBytes -= buffer.tailBytes();
        buffer.add(format.restCodec(), cursor.bytes(), keyEnd, cursor.end());
        tailBytes += buffer.tailBytes();
        if (tailBytes > TAIL_BYTES) {
            sealAll();
        }
    }

    /** Makes a group of the current entry's key without keeping its value. */
    void addKey(EntryCursor cursor) {
        RecordInput in = cursor.input();
        cursor.format().skipKey(in);
        if (find(cursor, in.position()) == null) {
            newGroup(cursor, in.position());
        }
    }

    private void sealAll() throws IOException {
        for (Group group : groups) {
            for (ValueBuffer buffer : group.sides) {
                buffer.seal();
            }
        }
        tailBytes = 0;
    }

    /** The group of the current entry's key, or null. */
    @Nullable
    Group find(EntryCursor cursor) {
        RecordInput in = cursor.input();
        cursor.format().skipKey(in);
        return find(cursor, in.position());
    }

    private @Nullable Group find(EntryCursor cursor, int keyEnd) {
        // Equal bytes of one format are equal keys; most entries have the key of the one before.
        if (last != null
                && lastFormat != null
                && lastFormat.sameKeys(cursor.format())
                && Arrays.equals(cursor.bytes(), cursor.start(), keyEnd, lastKey, 0, lastLength)) {
            return last;
        }
        if (groups.isEmpty()) {
            return null;
        }
        Object key = cursor.key();
        Group found = null;
        if (groups.size() > FEW_KEYS) {
            found = byKey.get(key);
        } else {
            for (Group group : groups) {
                if (Objects.equals(group.key, key)) {
                    found = group;
                    break;
                }
            }
        }
        if (found != null) {
            remember(found, cursor, keyEnd);
        }
        return found;
    }

    private void remember(Group group, EntryCursor cursor, int keyEnd) {
        int length = keyEnd - cursor.start();
        if (lastKey.length < length) {
            lastKey = new byte[length * 2];
        }
        System.arraycopy(cursor.bytes(), cursor.start(), lastKey, 0, length);
        lastLength = length;
        lastFormat = cursor.format();
        last = group;
    }

    private Group newGroup(EntryCursor cursor, int keyEnd) {
        ValueBuffer[] sides = spare.isEmpty() ? new ValueBuffer[sideCount] : spare.remove(spare.size() - 1);
        for (int i = 0; i < sideCount; i++) {
            if (sides[i] == null) {
                sides[i] = new ValueBuffer(store);
            }
        }
        Group group = new Group(cursor.key(), sides);
        groups.add(group);
        if (groups.size() > FEW_KEYS) {
            if (groups.size() == FEW_KEYS + 1) {
                groups.forEach(earlier -> byKey.put(earlier.key, earlier));
            }
            byKey.put(group.key, group);
        }
        remember(group, cursor, keyEnd);
        return group;
    }

    /** Forgets all groups; buffers are used again. */
    void clear() {
        for (Group group : groups) {
            for (ValueBuffer buffer : group.sides) {
                buffer.clear();
            }
            if (spare.size() < FEW_KEYS) {
                spare.add(group.sides);
            }
        }
        groups.clear();
        byKey.clear();
        last = null;
        lastFormat = null;
        tailBytes = 0;
    }
}
