package io.vonk.internal.file;

import io.vonk.io.FileEntry;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that are in a directory but do not belong to its content yet, because the append that brings them has not
 * finished. An append moves its files in one by one; before the first, it puts a marker beside them that names them all,
 * and deleting the marker is what makes all of them visible at once.
 *
 * <p>A marker is a file {@code _vonk-append-<job id>} in the output directory: UTF-8, one path per line, relative to the
 * directory, with {@code /} between names, the first line being {@code vonk-append 1}. Names have no line breaks, since
 * {@link HivePath} encodes them.
 *
 * <p>Limits: other programs do not know the marker, and see the files as they come; so does a reader that names a
 * {@code key=value} directory inside the output directory, or a single file.
 *
 * @param paths what is pending, relative to the directory that this belongs to
 */
public record PendingAppend(Set<String> paths) {
    /** The first part of a marker's name; the rest is the id of the job. */
    public static final String MARKER_PREFIX = "_vonk-append-";

    /** Nothing is pending. */
    static final PendingAppend NONE = new PendingAppend(Set.of());

    private static final String HEADER = "vonk-append 1";
    private static final int MAX_LISTINGS = 20;

    public PendingAppend {
        paths = Set.copyOf(paths);
    }

    /**
     * What belongs to a directory.
     *
     * @param entries its entries without pending files
     * @param pending what is pending below it
     */
    record Listing(List<FileEntry> entries, PendingAppend pending) {}

    /** The content of a marker for these paths. */
    public static byte[] marker(List<String> paths) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        paths.forEach(path -> text.append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What is still pending in the directory with this name. */
    PendingAppend below(String name) {
        if (paths.isEmpty()) {
            return this;
        }
        String prefix = name + "/";
        return new PendingAppend(paths.stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .collect(Collectors.toSet()));
    }

    /**
     * Lists a directory without pending files.
     *
     * <p>A listing is no snapshot: when an append finishes while it runs, it may see some of the files and no longer the
     * marker. So a directory that Vonk has written to is listed until two listings agree.
     */
    static Listing list(FileSystem files, String directory, PendingAppend fromAbove) throws IOException {
        List<FileEntry> before = files.list(directory);
        for (int i = 0; i < MAX_LISTINGS; i++) {
            if (before.stream().noneMatch(PendingAppend::writtenByVonk)) {
                return without(fromAbove.paths(), before);
            }
            Optional<Set<String>> pending = readMarkers(files, before);
            List<FileEntry> after = files.list(directory);
            if (pending.isPresent() && after.equals(before)) {
                Set<String> all = new HashSet<>(fromAbove.paths());
                all.addAll(pending.get());
                return without(all, before);
            }
            before = after;
        }
        throw new IOException(
                directory + " cannot be read while others change it so fast; read it when they have finished");
    }

    /** Whether a directory, given its entries, is one whose content changes by the rules above. */
    static boolean writtenByVonk(List<FileEntry> entries) {
        return entries.stream().anyMatch(PendingAppend::writtenByVonk);
    }

    private static Listing without(Set<String> pending, List<FileEntry> entries) {
        return new Listing(
                entries.stream()
                        .filter(entry -> !pending.contains(entry.name()))
                        .toList(),
                new PendingAppend(pending));
    }

    /** What the markers name, or empty if one of them has gone since the listing. */
    private static Optional<Set<String>> readMarkers(FileSystem files, List<FileEntry> entries) throws IOException {
        Set<String> pending = new HashSet<>();
        for (FileEntry entry : entries) {
            if (entry.name().startsWith(MARKER_PREFIX)) {
                try {
                    pending.addAll(read(files, entry.path()));
                } catch (NoSuchFileException finished) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(pending);
    }

    private static boolean writtenByVonk(FileEntry entry) {
        return entry.name().equals("_SUCCESS") || entry.name().startsWith(MARKER_PREFIX);
    }

    private static List<String> read(FileSystem files, String marker) throws IOException {
        String text;
        try (FileInput input = files.open(marker)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            InputBytes.from(input, 0).transferTo(bytes);
            text = bytes.toString(StandardCharsets.UTF_8);
        }
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(
                    marker + " is not a marker that this version of Vonk understands; expected the first line '"
                            + HEADER + "'. Read the directory with the version that wrote it");
        }
        return lines.subList(1, lines.size());
    }
}
