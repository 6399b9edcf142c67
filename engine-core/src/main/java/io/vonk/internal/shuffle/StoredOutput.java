package io.vonk.internal.shuffle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ShuffleStore} moves to disk and drops as a whole: an output, or several that are bundled.
 *
 * <p>Thread safety: changed under the store's lock, read by any thread.
 */
final class StoredOutput implements OutputPortion {
    private final List<MapOutputId> ids;
    private final @Nullable OutputBundle bundle;
    private volatile MapOutput content;
    /** How many of the outputs have not been dropped. */
    private int present;

    /** The one that was dropped last. */
    private volatile @Nullable MapOutputId dropped;

    /** Whether a thread works on it without the lock. */
    boolean moving;

    StoredOutput(MapOutputId id, MapOutput output) {
        this(List.of(id), null, output);
    }

    StoredOutput(List<MapOutputId> ids, @Nullable OutputBundle bundle, MapOutput content) {
        this.ids = ids;
        this.bundle = bundle;
        this.content = content;
        this.present = ids.size();
    }

    @Override
    public List<MapOutputId> ids() {
        return ids;
    }

    @Override
    public MapOutput open() {
        MapOutputId missing = dropped;
        if (missing != null) {
            throw new FetchFailedException(missing, "this process has no such map output any more", null);
        }
        return content;
    }

    /** All records. */
    MapOutput content() {
        return content;
    }

    /** One of the outputs. */
    MapOutput output(int member) {
        return bundle == null ? content : MapOutput.memberOf(bundle, member, content);
    }

    boolean isBundled() {
        return bundle != null;
    }

    long memoryBytes() {
        return content.memoryBytes() + (bundle == null ? 0 : bundle.memoryBytes());
    }

    /** Replaces the content by the same on disk; returns how many bytes of memory that freed. */
    long moved(MapOutput onDisk) {
        long before = content.memoryBytes();
        content = onDisk;
        return before - onDisk.memoryBytes();
    }

    /** Counts one output as dropped; whether it was the last one. */
    boolean drop(int member) {
        dropped = ids.get(member);
        return --present == 0;
    }

    /** Whether none of the outputs has been dropped. */
    boolean isWhole() {
        return present == ids.size();
    }

    boolean isDropped() {
        return present == 0;
    }
}
