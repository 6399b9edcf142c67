package io.vonk.internal.shuffle;

import io.vonk.error.DataException;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.id.ShuffleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The published map outputs of one node, of all its applications. Executors put them there; whoever serves the node's outputs
 * finds them by numbers only, so that nothing that comes over a network is ever part of a path as it came.
 *
 * <pre>
 * ROOT/app-APPLICATION/shuffle-SHUFFLE/PARTITION-ATTEMPT.data     blocks, see {@link PublishedOutput}
 * ROOT/app-APPLICATION/shuffle-SHUFFLE/PARTITION-ATTEMPT.index    where they are; there as soon as the output is complete
 * </pre>
 *
 * <p>Thread safety: safe for use by many threads and, as every file is written once under a name of its own, by several processes.
 */
public final class NodeOutputs {
    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** How many blocks the indexes that are kept in memory tell of, together: 24 bytes each. */
    private static final long KEPT_BLOCKS = 2_000_000;

    private final Path root;
    /** The least recently used first. */
    private final Map<Key, PublishedOutput> opened = new LinkedHashMap<>(16, 0.75f, true);

    private long openedBlocks;

    private record Key(String application, MapOutputId id) {}

    /** The outputs below {@code root}, which is made when something is published. */
    public NodeOutputs(Path root) {
        this.root = root;
    }

    /**
     * Publishes an output that has just been written.
     *
     * @param output the caller closes it
     */
    public PublishedOutput publish(String application, MapOutputId id, MapOutput output) throws IOException {
        Files.createDirectories(directory(application, id.shuffle()));
        return PublishedOutput.publish(id, output, file(application, id, "data"), file(application, id, "index"));
    }

    /**
     * A published output.
     *
     * @throws NoSuchFileException if it is not there; the message is for people
     */
    public PublishedOutput find(String application, MapOutputId id) throws IOException {
        Key key = new Key(application, id);
        synchronized (this) {
            PublishedOutput known = opened.get(key);
            if (known != null) {
                return known;
            }
        }
        Path index = file(application, id, "index");
        if (!Files.exists(index)) {
            throw new NoSuchFileException(id + " of " + application + " is not on this node (" + index + ")");
        }
        PublishedOutput found = PublishedOutput.open(file(application, id, "data"), index);
        keep(key, found);
        return found;
    }

    /** What a reader of a range of an output gets to know: where its blocks are, or why they are not to be had. */
    public SegmentService.TableAnswer tableOf(String application, SegmentRange range) {
        try {
            return new SegmentService.TableFound(
                    find(application, range.output()).table(range.from(), range.until()));
        } catch (IOException | DataException | IllegalArgumentException e) {
            return new SegmentService.TableLost(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void keep(Key key, PublishedOutput found) {
        if (opened.put(key, found) == null) {
            openedBlocks += found.blockCount();
        }
        var oldest = opened.entrySet().iterator();
        while (openedBlocks > KEPT_BLOCKS && opened.size() > 1) {
            openedBlocks -= oldest.next().getValue().blockCount();
            oldest.remove();
        }
    }

    /** Deletes an output, if it is there. */
    public void drop(String application, MapOutputId id) throws IOException {
        forget(application, id.shuffle(), id);
        Files.deleteIfExists(file(application, id, "index"));
        Files.deleteIfExists(file(application, id, "data"));
    }

    /** Deletes all outputs of a shuffle. */
    public void drop(String application, ShuffleId shuffle) throws IOException {
        forget(application, shuffle, null);
        FileTrees.delete(directory(application, shuffle));
    }

    /** Deletes everything that an application has here. */
    public void drop(String application) throws IOException {
        forget(application, null, null);
        FileTrees.delete(directory(application));
    }

    private synchronized void forget(String application, @Nullable ShuffleId shuffle, @Nullable MapOutputId id) {
        opened.entrySet().removeIf(entry -> {
            Key key = entry.getKey();
            boolean meant = key.application().equals(application)
                    && (shuffle == null || key.id().shuffle().equals(shuffle))
                    && (id == null || key.id().equals(id));
            if (meant) {
                openedBlocks -= entry.getValue().blockCount();
            }
            return meant;
        });
    }

    private Path directory(String application) {
        if (!APPLICATION.matcher(application).matches()) {
            throw new IllegalArgumentException(
                    "an application's id has 1 to 64 letters, digits, dots, underscores or hyphens; got: "
                            + application);
        }
        return root.resolve("app-" + application);
    }

    private Path directory(String application, ShuffleId shuffle) {
        return directory(application).resolve("shuffle-" + shuffle.value());
    }

    private Path file(String application, MapOutputId id, String kind) {
        return directory(application, id.shuffle())
                .resolve(id.mapPartition() + "-" + id.attempt().value() + "." + kind);
    }
}
