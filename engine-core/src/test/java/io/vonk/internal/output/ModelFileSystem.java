package io.vonk.internal.output;

import io.vonk.io.FileEntry;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that can crash. It remembers what has been synced: changes of directories are kept in order, as
 * a journaling file system does, and syncing a directory makes all changes up to the last one of that directory durable;
 * the content of a file is durable when the file was synced.
 *
 * <p>Every step that a real file system would do on its own, such as each single deletion of a recursive delete, is one
 * operation; {@link #beforeOperation} is told before each.
 */
final class ModelFileSystem implements FileSystem {
    /** What a crash takes away. */
    enum Crash {
        /** The process ends; everything it did is there. */
        PROCESS,
        /** The power fails: content that was not synced is lost, names are there. */
        POWER_LOSES_CONTENT,
        /** The power fails: content and names that were not synced are lost. */
        POWER_LOSES_ALL
    }

    /** An operation: what it does and where. */
    record Operation(String kind, String path) {
        boolean reads() {
            return kind.equals("list") || kind.equals("find") || kind.equals("open") || kind.equals("read");
        }

        boolean takesSpace() {
            return kind.equals("create")
                    || kind.equals("write")
                    || kind.equals("createDirectory")
                    || kind.equals("rename");
        }
    }

    /** A hook that may throw. */
    interface Hook {
        void before(Operation operation) throws IOException;
    }

    private static final class Node {
        final boolean directory;
        byte[] content = new byte[0];
        byte[] durableContent = new byte[0];

        Node(boolean directory) {
            this.directory = directory;
        }
    }

    private final transient TreeMap<String, Node> tree = new TreeMap<>();
    /** The changes of names that have happened, with the directories that they are in. */
    private final transient List<Change> journal = new ArrayList<>();

    private transient int durableChanges;
    /** Which changes have been synced by way of one of their own directories. */
    private final transient BitSet durable = new BitSet();

    private transient int temporaries;
    private final boolean deletesBackwards;
    transient Hook beforeOperation = operation -> {};

    /**
     * A change of names.
     *
     * @param directories where
     * @param from the name that goes, or null
     * @param to the name that comes, or null
     */
    private record Change(
            List<String> directories,
            @Nullable String from,
            @Nullable String to,
            Consumer<TreeMap<String, Node>> change) {}

    ModelFileSystem(boolean deletesBackwards) {
        this.deletesBackwards = deletesBackwards;
        tree.put("/", new Node(true));
    }

    /** What is there after a crash now. */
    ModelFileSystem after(Crash crash) {
        int changes = crash == Crash.POWER_LOSES_ALL ? durableChanges : journal.size();
        return replayed(journal.subList(0, changes), crash == Crash.PROCESS);
    }

    /**
     * What may be there after a loss of power, if each directory is written on its own: for each change that is not
     * durable, the state in which it is lost, and with it whatever happened later in the same directories.
     */
    List<ModelFileSystem> afterLosingAnyChange() {
        List<ModelFileSystem> states = new ArrayList<>();
        for (int first = durable.nextClearBit(0); first < journal.size(); first = durable.nextClearBit(first + 1)) {
            Set<String> cutOff = new HashSet<>();
            List<Change> kept = new ArrayList<>();
            for (int i = 0; i < journal.size(); i++) {
                Change change = journal.get(i);
                boolean lost = i == first
                        || (!durable.get(i) && change.directories().stream().anyMatch(cutOff::contains));
                if (lost) {
                    cutOff.addAll(change.directories());
                } else {
                    kept.add(change);
                }
            }
            states.add(replayed(kept, false));
        }
        return states;
    }

    private ModelFileSystem replayed(List<Change> changes, boolean withAllContent) {
        TreeMap<String, Node> survived = new TreeMap<>();
        survived.put("/", new Node(true));
        changes.forEach(change -> change.change().accept(survived));
        // What is in a directory that was lost is lost with it.
        survived.keySet().removeIf(path -> !path.equals("/") && !survived.containsKey(parent(path)));
        ModelFileSystem after = new ModelFileSystem(deletesBackwards);
        survived.forEach((path, node) -> {
            Node copy = new Node(node.directory);
            copy.content = withAllContent ? node.content : node.durableContent;
            copy.durableContent = copy.content;
            after.apply(new Change(List.of(), null, path, names -> names.put(path, copy)));
        });
        after.durableChanges = after.journal.size();
        after.durable.set(0, after.durableChanges);
        after.temporaries = temporaries;
        return after;
    }

    /** All paths, for messages and checks. */
    List<String> paths() {
        return List.copyOf(tree.keySet());
    }

    private void apply(Change change) {
        journal.add(change);
        change.change().accept(tree);
    }

    private void step(String kind, String path) throws IOException {
        beforeOperation.before(new Operation(kind, path));
    }

    private static String normal(String path) {
        String plain = SLASHES.matcher(path).replaceAll("/");
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }

    private static final Pattern SLASHES = Pattern.compile("/+");

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private Node require(String path) throws NoSuchFileException {
        Node node = tree.get(path);
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        return node;
    }

    private List<String> children(String directory) {
        String prefix = directory.equals("/") ? directory : directory + "/";
        return tree.subMap(prefix, false, prefix.substring(0, prefix.length() - 1) + "0", false).keySet().stream()
                .filter(path -> path.indexOf('/', prefix.length()) < 0)
                .toList();
    }

    private static FileEntry entry(String path, Node node) {
        return new FileEntry(path, node.directory, node.content.length);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        String path = normal(directory);
        step("list", path);
        if (!require(path).directory) {
            throw new java.nio.file.NotDirectoryException(path);
        }
        return children(path).stream()
                .map(child -> entry(child, tree.get(child)))
                .sorted(Comparator.comparing(FileEntry::name))
                .toList();
    }

    @Override
    public Optional<FileEntry> find(String path) throws IOException {
        String plain = normal(path);
        step("find", plain);
        return Optional.ofNullable(tree.get(plain)).map(node -> entry(plain, node));
    }

    @Override
    public FileInput open(String path) throws IOException {
        String plain = normal(path);
        step("open", plain);
        byte[] content = require(plain).content;
        return new FileInput() {
            @Override
            public String path() {
                return plain;
            }

            @Override
            public long sizeBytes() {
                return content.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) throws IOException {
                step("read", plain);
                if (length == 0) {
                    return 0;
                }
                int count = (int) Math.min(length, content.length - position);
                if (count <= 0) {
                    return -1;
                }
                System.arraycopy(content, (int) position, into, offset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public OutputStream create(String path) throws IOException {
        String plain = normal(path);
        createDirectories(parent(plain));
        step("create", plain);
        if (tree.containsKey(plain)) {
            throw new FileAlreadyExistsException(plain);
        }
        Node node = new Node(false);
        put(plain, node);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                step("write", plain);
                written.write(from, offset, length);
                node.content = written.toByteArray();
            }

            @Override
            public void close() throws IOException {
                step("close", plain);
            }
        };
    }

    @Override
    public void createWhole(String path, byte[] content) throws IOException {
        String plain = normal(path);
        String temporary = plain + String.format("~%08x", temporaries++);
        try (OutputStream out = create(temporary)) {
            out.write(content);
        }
        sync(temporary);
        Node node = require(temporary);
        boolean taken;
        step("link", plain);
        taken = tree.containsKey(plain);
        if (!taken) {
            put(plain, node);
        }
        delete(temporary);
        if (taken) {
            throw new FileAlreadyExistsException(plain);
        }
    }

    @Override
    public void sync(String path) throws IOException {
        String plain = normal(path);
        step("sync", plain);
        Node node = require(plain);
        if (!node.directory) {
            node.durableContent = node.content;
            return;
        }
        for (int i = 0; i < journal.size(); i++) {
            if (journal.get(i).directories().contains(plain)) {
                makeDurable(i);
                durableChanges = Math.max(durableChanges, i + 1);
            }
        }
    }

    /** With a renamed entry, what it is an entry of is durable. */
    private void makeDurable(int index) {
        durable.set(index);
        String from = journal.get(index).from();
        for (int i = index - 1; from != null && i >= 0; i--) {
            if (from.equals(journal.get(i).to())) {
                makeDurable(i);
                return;
            }
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        String plain = normal(directory);
        Node found = tree.get(plain);
        if (found != null) {
            if (!found.directory) {
                throw new FileAlreadyExistsException(plain);
            }
            return;
        }
        createDirectories(parent(plain));
        step("createDirectory", plain);
        put(plain, new Node(true));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        String source = normal(from);
        String target = normal(to);
        step("rename", source + " to " + target);
        require(source);
        require(parent(target));
        Node replaced = tree.get(target);
        if (replaced != null && replaced.directory && !children(target).isEmpty()) {
            throw new DirectoryNotEmptyException(target);
        }
        apply(new Change(List.of(parent(source), parent(target)), source, target, names -> {
            Map<String, Node> moved = new TreeMap<>(names.subMap(source, true, source, true));
            moved.putAll(names.subMap(source + "/", source + "0"));
            moved.keySet().forEach(names::remove);
            moved.forEach((path, node) -> names.put(target + path.substring(source.length()), node));
        }));
    }

    @Override
    public void delete(String path) throws IOException {
        String plain = normal(path);
        Node node = tree.get(plain);
        if (node == null) {
            step("delete", plain);
            return;
        }
        List<String> children = new ArrayList<>(children(plain));
        if (deletesBackwards) {
            children.sort(Comparator.reverseOrder());
        }
        for (String child : children) {
            delete(child);
        }
        step("delete", plain);
        if (!children(plain).isEmpty()) {
            throw new DirectoryNotEmptyException(plain);
        }
        apply(new Change(List.of(parent(plain)), plain, null, names -> names.remove(plain)));
    }

    private void put(String path, Node node) throws NoSuchFileException {
        require(parent(path));
        apply(new Change(List.of(parent(path)), null, path, names -> names.put(path, node)));
    }

    /** Everything that is there; two file systems with the same text have the same content. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tree.forEach((path, node) -> text.append(path)
                .append(node.directory ? "/" : " ")
                .append(Arrays.hashCode(node.content))
                .append('\n'));
        return text.toString();
    }
}
