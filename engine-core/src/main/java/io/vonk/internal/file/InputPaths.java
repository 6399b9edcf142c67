package io.vonk.internal.file;

import io.vonk.error.DataException;
import io.vonk.io.FileEntry;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files that a user's words name.
 *
 * <p>Each pattern is a file, a directory, or a glob over both: {@code *}, {@code ?}, {@code [..]} and {@code {a,b}} in any
 * part, {@code \} before a character that stands for itself. A file or directory that is called exactly like the pattern
 * wins over the glob. Of a directory all files are meant; with {@code recursive} also those of the directories below it,
 * else a directory in it is an error, except {@code key=value} directories, which are always entered. Names that begin
 * with {@code _} or {@code .} are skipped in directories and by wildcards, unless the pattern itself begins so; a
 * {@code _key=value} directory is not skipped.
 *
 * <p>Files that an unfinished append has moved in already (see {@link PendingAppend}) are left out.
 *
 * <p>{@code key=value} directories give {@link InputFile#partitionValues()}, from the first part of the pattern that is a
 * glob, or from below the directory that a plain path names.
 *
 * @param files where they are
 * @param patterns the user's words, in order; a file that two of them name is read twice
 * @param recursive whether directories in directories are entered
 */
public record InputPaths(FileSystem files, List<String> patterns, boolean recursive) implements Serializable {
    /** Below the 40 links after which Linux gives up on a path, so that the message is ours. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_TRIES = 20;
    private static final int ENTRIES_SHOWN = 5;

    public InputPaths {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new DataException("No input path was given; name at least one file, directory or pattern");
        }
    }

    /** The patterns of a comma-separated list; commas within braces or after a backslash do not separate. */
    public static InputPaths ofList(FileSystem files, String commaSeparated, boolean recursive) {
        return new InputPaths(files, Glob.splitAtCommas(commaSeparated), recursive);
    }

    /** The user's words, for messages. */
    public String describe() {
        return String.join(",", patterns);
    }

    /**
     * Lists the files, pattern by pattern, each sorted by path.
     *
     * @throws DataException if a pattern matches nothing, or a directory is where a file has to be
     * @throws IOException if a directory cannot be listed
     */
    public List<InputFile> list() throws IOException {
        List<InputFile> found = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.isBlank()) {
                throw new DataException("One of the input paths in '" + describe() + "' is empty; remove a comma");
            }
            found.addAll(listPattern(pattern));
        }
        return found;
    }

    private List<InputFile> listPattern(String pattern) throws IOException {
        Map<String, InputFile> byPath = new LinkedHashMap<>();
        Optional<FileEntry> literal = files.find(pattern);
        if (literal.isPresent()) {
            collectStable(new Candidate(literal.get(), Map.of(), PendingAppend.NONE), byPath);
            return List.copyOf(byPath.values());
        }
        boolean matched = false;
        if (Glob.isPattern(pattern)) {
            for (String alternative : Glob.expandBraces(pattern)) {
                matched |= match(alternative, byPath);
            }
        }
        if (!matched) {
            throw new DataException(nothingMatches(pattern));
        }
        return byPath.values().stream()
                .sorted((a, b) -> a.path().compareTo(b.path()))
                .toList();
    }

    /** One path on the way through the parts of a pattern. */
    private record Candidate(FileEntry entry, Map<String, @Nullable String> partitionValues, PendingAppend pending) {}

    private boolean match(String pattern, Map<String, InputFile> into) throws IOException {
        String[] parts = pattern.split("/+");
        int firstGlob = 0;
        while (firstGlob < parts.length && !Glob.isPattern(parts[firstGlob])) {
            firstGlob++;
        }
        String base = pattern.startsWith("/") && firstGlob <= 1
                ? "/"
                : String.join("/", List.of(parts).subList(0, firstGlob));
        Optional<FileEntry> start = files.find(base.isEmpty() ? "." : base);
        if (start.isEmpty()) {
            return false;
        }
        List<Candidate> candidates = List.of(new Candidate(start.get(), Map.of(), PendingAppend.NONE));
        for (int i = firstGlob; i < parts.length; i++) {
            candidates = matchPart(parts[i], candidates);
        }
        for (Candidate each : candidates) {
            collectStable(each, into);
        }
        return !candidates.isEmpty();
    }

    private List<Candidate> matchPart(String part, List<Candidate> candidates) throws IOException {
        Pattern name = Glob.compileName(part);
        boolean hiddenWanted = part.startsWith("_") || part.startsWith(".");
        List<Candidate> matched = new ArrayList<>();
        for (Candidate each : candidates) {
            if (!each.entry().directory()) {
                continue;
            }
            PendingAppend.Listing listing =
                    PendingAppend.list(files, each.entry().path(), each.pending());
            for (FileEntry child : listing.entries()) {
                if (name.matcher(child.name()).matches() && (hiddenWanted || !hidden(child.name()))) {
                    matched.add(new Candidate(
                            child,
                            withValueOf(child, each.partitionValues()),
                            listing.pending().below(child.name())));
                }
            }
        }
        return matched;
    }

    /** Collects until the directory at the top is the same after as before; an append may be working on it. */
    private void collectStable(Candidate top, Map<String, InputFile> into) throws IOException {
        String path = top.entry().path();
        for (int i = 0; i < MAX_TRIES; i++) {
            List<FileEntry> before = top.entry().directory() ? files.list(path) : List.of();
            Map<String, InputFile> found = new LinkedHashMap<>();
            collect(top.entry(), top.partitionValues(), top.pending(), found, 0);
            List<FileEntry> after = top.entry().directory() ? files.list(path) : List.of();
            if (after.equals(before) || !(PendingAppend.writtenByVonk(before) || PendingAppend.writtenByVonk(after))) {
                found.forEach(into::putIfAbsent);
                return;
            }
        }
        throw new IOException(path + " cannot be read while others change it so fast; read it when they have finished");
    }

    private void collect(
            FileEntry entry,
            Map<String, @Nullable String> values,
            PendingAppend pendingAbove,
            Map<String, InputFile> into,
            int depth)
            throws IOException {
        if (!entry.directory()) {
            into.putIfAbsent(entry.path(), new InputFile(entry.path(), entry.sizeBytes(), values));
            return;
        }
        if (depth > MAX_DEPTH) {
            throw new DataException("Directories are nested more than " + MAX_DEPTH + " deep at " + entry.path()
                    + "; a symbolic link that leads back to a directory above may be the reason");
        }
        PendingAppend.Listing listing = PendingAppend.list(files, entry.path(), pendingAbove);
        for (FileEntry child : listing.entries()) {
            if (hidden(child.name())) {
                continue;
            }
            if (child.directory() && !recursive && HivePath.parse(child.name()).isEmpty()) {
                throw new DataException(child.path() + " is a directory in the input directory " + entry.path()
                        + ", where only files were expected; name its files by a pattern such as " + entry.path()
                        + "/*/*, or ask for recursive reading");
            }
            collect(child, withValueOf(child, values), listing.pending().below(child.name()), into, depth + 1);
        }
    }

    private static Map<String, @Nullable String> withValueOf(FileEntry entry, Map<String, @Nullable String> values) {
        Optional<HivePath.KeyValue> found = entry.directory() ? HivePath.parse(entry.name()) : Optional.empty();
        if (found.isEmpty()) {
            return values;
        }
        Map<String, @Nullable String> extended = new LinkedHashMap<>(values);
        extended.put(found.get().key(), found.get().value());
        return extended;
    }

    private static boolean hidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && name.indexOf('=') < 0);
    }

    private String nothingMatches(String pattern) throws IOException {
        String directory = pattern;
        List<FileEntry> entries = null;
        while (entries == null) {
            int slash = directory.lastIndexOf('/');
            boolean top = slash <= 0;
            directory = top ? (pattern.startsWith("/") ? "/" : ".") : directory.substring(0, slash);
            try {
                entries = Glob.isPattern(directory) && !top ? null : files.list(directory);
            } catch (NoSuchFileException | NotDirectoryException higher) {
                if (top) {
                    throw higher;
                }
            }
        }
        String names = entries.stream()
                .limit(ENTRIES_SHOWN)
                .map(entry -> entry.name() + (entry.directory() ? "/" : ""))
                .collect(Collectors.joining(", "));
        String shown = entries.isEmpty()
                ? "is empty"
                : "has " + entries.size() + " entries: " + names + (entries.size() > ENTRIES_SHOWN ? ", …" : "");
        return "Nothing matches the input path '" + pattern + "'. The nearest directory that exists is "
                + files.find(directory).map(FileEntry::path).orElse(directory) + ", which " + shown
                + ". Check the spelling, or give a full path";
    }
}
