package io.vonk.internal.file;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How files are cut into splits.
 *
 * @param targetBytes the size of a split, where more splits are not wanted; positive
 * @param leastBytes splits are not made smaller than this; positive
 */
public record SplitSizes(long targetBytes, long leastBytes) implements Serializable {
    /** 32 MiB: a split then takes a fraction of a second, which is small against a job and large against a task's cost. */
    public static final SplitSizes DEFAULT = new SplitSizes(32L << 20, 64L << 10);

    /** A last piece that is a little larger is cheaper than one more split that is small. */
    private static final double SLOP = 1.1;

    public SplitSizes {
        if (targetBytes < 1 || leastBytes < 1) {
            throw new IllegalArgumentException(
                    "sizes of splits must be positive, got: " + targetBytes + " and " + leastBytes);
        }
    }

    /** These sizes with another target; the least size shrinks with it if need be. */
    public SplitSizes withTargetBytes(long target) {
        return new SplitSizes(target, Math.min(leastBytes, Math.max(1, target)));
    }

    /**
     * Cuts files into splits; no split has bytes of two files, and a file without bytes has no split.
     *
     * @param minSplits how many splits are wanted at least
     * @param divisible which files can be cut at all
     */
    public List<FileSplit> cut(List<InputFile> files, int minSplits, Predicate<InputFile> divisible) {
        long totalBytes = files.stream().mapToLong(InputFile::sizeBytes).sum();
        long wantedBytes = (totalBytes + Math.max(1, minSplits) - 1) / Math.max(1, minSplits);
        long splitBytes = Math.max(leastBytes, Math.min(targetBytes, wantedBytes));
        List<FileSplit> splits = new ArrayList<>();
        for (InputFile file : files) {
            if (file.sizeBytes() > 0) {
                cutFile(file, divisible.test(file) ? splitBytes : file.sizeBytes(), splits);
            }
        }
        return List.copyOf(splits);
    }

    private static void cutFile(InputFile file, long splitBytes, List<FileSplit> into) {
        long start = 0;
        while (file.sizeBytes() - start > splitBytes * SLOP) {
            into.add(new FileSplit(file, start, start + splitBytes));
            start += splitBytes;
        }
        into.add(new FileSplit(file, start, file.sizeBytes()));
    }
}
