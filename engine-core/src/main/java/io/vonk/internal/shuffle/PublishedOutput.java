package io.vonk.internal.shuffle;

import io.vonk.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A map output that other processes can read, also after the one that wrote it is gone: a file with blocks in the format of
 * {@link BlockFileWriter}, and one that tells where they are, in the format of {@link SegmentIndex}. Whoever serves it reads
 * neither keys nor records.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class PublishedOutput {
    private final Path data;
    private final SegmentIndex index;

    private PublishedOutput(Path data, SegmentIndex index) {
        this.data = data;
        this.index = index;
    }

    /** Bytes of the file of blocks. */
    public record Region(long offset, long length) {}

    /**
     * Publishes an output under an id that is its own: nobody else writes to these files.
     *
     * @param output just written, and in no store; if it is in a file, that becomes {@code data}. The caller closes it, which
     *     leaves the published files as they are
     * @param data where the blocks will be, in the same file system as the scratch directory
     * @param index where the index will be; written last, so that there are blocks wherever there is an index
     */
    public static PublishedOutput publish(MapOutputId id, MapOutput output, Path data, Path index) throws IOException {
        MapOutput onDisk = output;
        Path file = output.file();
        if (file == null) {
            onDisk = output.writeTo(data);
        } else {
            Files.move(file, data);
        }
        SegmentIndex segments = SegmentIndex.of(id, onDisk);
        segments.writeTo(index);
        return new PublishedOutput(data, segments);
    }

    /**
     * Opens what {@link #publish} made, in whatever process.
     *
     * @throws DataException if the index is damaged, or there are fewer blocks than it tells of
     */
    public static PublishedOutput open(Path data, Path index) throws IOException {
        SegmentIndex segments = SegmentIndex.read(index);
        int blocks = segments.blockCount();
        long bytes = Files.size(data);
        for (int block = 0; block < blocks; block++) {
            if (segments.offset(block) < 0 || segments.offset(block) + segments.length(block) > bytes) {
                throw new DataException("map output " + data + " has " + bytes + " bytes, but block " + block
                        + " ends at " + (segments.offset(block) + segments.length(block)));
            }
        }
        return new PublishedOutput(data, segments);
    }

    /** The file of blocks. */
    public Path data() {
        return data;
    }

    /** How many segments there are. */
    public int segmentCount() {
        return index.segmentCount();
    }

    /** How many blocks there are. */
    int blockCount() {
        return index.blockCount();
    }

    /**
     * The table of some segments, as it travels to {@link SegmentTable#read}.
     *
     * @throws IllegalArgumentException if there are no such segments
     */
    public byte[] table(int from, int until) {
        check(from, until);
        return SegmentTable.write(index, from, until);
    }

    /**
     * Where the blocks of some segments are, in their order; regions that follow each other in the file are one.
     *
     * @throws IllegalArgumentException if there are no such segments
     */
    public List<Region> regions(int from, int until) {
        check(from, until);
        List<Region> regions = new ArrayList<>();
        long start = 0;
        long end = 0;
        for (int block = index.firstBlock(from); block < index.firstBlock(until); block++) {
            if (index.offset(block) != end) {
                if (end > start) {
                    regions.add(new Region(start, end - start));
                }
                start = index.offset(block);
            }
            end = index.offset(block) + index.length(block);
        }
        if (end > start) {
            regions.add(new Region(start, end - start));
        }
        return regions;
    }

    private void check(int from, int until) {
        if (from < 0 || until < from || until > index.segmentCount()) {
            throw new IllegalArgumentException("a map output has segments 0 to " + (index.segmentCount() - 1)
                    + "; asked for: " + from + " to " + (until - 1));
        }
    }
}
