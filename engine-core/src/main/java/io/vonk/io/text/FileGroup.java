package io.vonk.io.text;

import io.vonk.internal.file.InputFile;
import io.vonk.io.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * Several whole files.
 *
 * @param files at least one
 */
record FileGroup(List<InputFile> files) implements Split {
    private static final long TARGET_BYTES = 32L << 20;
    /** Opening a file costs about as much as reading this much of one. */
    private static final long OPEN_BYTES = 64L << 10;

    FileGroup {
        files = List.copyOf(files);
    }

    /** Packs files into groups, in order: at least {@code minSplits} of them, if there are as many files. */
    static List<FileGroup> pack(List<InputFile> files, int minSplits) {
        int wanted = Math.max(1, minSplits);
        long totalBytes = files.stream().mapToLong(FileGroup::cost).sum();
        long targetBytes = Math.min(TARGET_BYTES, Math.max(1, totalBytes / wanted));
        List<FileGroup> groups = new ArrayList<>();
        List<InputFile> open = new ArrayList<>();
        long openBytes = 0;
        for (int i = 0; i < files.size(); i++) {
            InputFile file = files.get(i);
            int groupsMissing = wanted - groups.size() - 1;
            boolean restIsNeeded = files.size() - i <= groupsMissing;
            if (!open.isEmpty() && (openBytes + cost(file) > targetBytes || restIsNeeded)) {
                groups.add(new FileGroup(open));
                open.clear();
                openBytes = 0;
            }
            open.add(file);
            openBytes += cost(file);
        }
        if (!open.isEmpty()) {
            groups.add(new FileGroup(open));
        }
        return List.copyOf(groups);
    }

    private static long cost(InputFile file) {
        return file.sizeBytes() + OPEN_BYTES;
    }

    @Override
    public long sizeBytes() {
        return files.stream().mapToLong(InputFile::sizeBytes).sum();
    }

    @Override
    public String describe() {
        String first = files.get(0).path();
        return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more files";
    }
}
