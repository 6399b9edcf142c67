package io.vonk.internal.file;

import io.vonk.error.VonkException;
import io.vonk.io.LocalFileSystem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * The session's own space for spilled data: one directory below each configured root, deleted on {@link #close}.
 *
 * <p>A directory is named {@code vonk-<pid>-<random>}, is open to its user only, and holds a file {@code OWNER} with one
 * line {@code 1 <pid> <start in milliseconds> <host>}. Whoever creates a scratch directory first deletes those whose
 * owner is certainly gone, so that killed sessions leave nothing for long.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
public final class ScratchDirectory implements AutoCloseable {
    private static final String PREFIX = "vonk-";
    private static final int TRIED_BYTES = 256 << 10;
    private static final String OWNER_FILE = "OWNER";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final List<Path> directories;
    /** Those that new files go to. Replaced, never changed. */
    private volatile List<Path> usable;
    /** Why others are not used, for people. Guarded by this. */
    private String failures = "";

    private final AtomicLong nextFile = new AtomicLong();
    private volatile boolean closed;

    private ScratchDirectory(List<Path> directories) {
        this.directories = List.copyOf(directories);
        this.usable = this.directories;
    }

    /**
     * Creates a directory below each root; the roots are created if needed.
     *
     * @param roots one directory per disk; empty means the system's temporary directory
     * @throws VonkException if one cannot be created; then none is left
     */
    public static ScratchDirectory create(List<Path> roots) {
        List<Path> places = roots.isEmpty() ? List.of(Path.of(System.getProperty("java.io.tmpdir"))) : roots;
        List<Path> made = new ArrayList<>();
        for (Path root : places) {
            try {
                Files.createDirectories(root);
                sweep(root);
                made.add(createOwned(root));
            } catch (IOException | RuntimeException failed) {
                deleteAll(made);
                throw new VonkException(
                        "No scratch directory can be created in " + root.toAbsolutePath()
                                + "; name writable directories for scratch files (" + failed + ")",
                        failed);
            }
        }
        return new ScratchDirectory(made);
    }

    /** The directories, one per root. */
    public List<Path> directories() {
        return directories;
    }

    /**
     * A path for a new file, which nobody else gets; successive files go to the roots in turn. The caller creates and may
     * delete the file.
     *
     * @param prefix the first part of its name, such as {@code spill}
     * @throws IllegalStateException after close
     * @throws UncheckedIOException if no directory is left that can be written: {@link #takeOutUnwritable}
     */
    public Path newFile(String prefix) {
        if (closed) {
            throw new IllegalStateException("scratch directory " + directories.get(0) + " is closed");
        }
        List<Path> now = usable;
        if (now.isEmpty()) {
            throw new UncheckedIOException(new IOException(noneLeft()));
        }
        long number = nextFile.getAndIncrement();
        return now.get((int) (number % now.size())).resolve(prefix + "-" + number);
    }

    private synchronized String noneLeft() {
        return "no directory for scratch files is left that can be written (" + failures
                + "); free space there, or name other directories (vonk.local.dirs, or the worker's --dir)";
    }

    /**
     * Tries to write to each directory that is in use, and puts no more new files where that fails, as on a disk that is full or has
     * become read-only. To be called when a task has failed with an error of input or output: trying takes the time of a write.
     *
     * @return whether a directory was taken out of use
     */
    public synchronized boolean takeOutUnwritable() {
        List<Path> good = new ArrayList<>();
        for (Path directory : usable) {
            try {
                tryWriting(directory);
                good.add(directory);
            } catch (IOException e) {
                if (closed) {
                    return false; // the directories are gone, and not because of a disk
                }
                failures += (failures.isEmpty() ? "" : "; ") + directory + ": " + e;
                LoggerFactory.getLogger(ScratchDirectory.class)
                        .warn(
                                "{} is taken out of use for new scratch files: {}; free space there or make it writable, and start"
                                        + " this process again",
                                directory,
                                e.toString());
            }
        }
        boolean changed = good.size() < usable.size();
        usable = List.copyOf(good);
        return changed;
    }

    private void tryWriting(Path directory) throws IOException {
        Path file = directory.resolve("try-" + nextFile.getAndIncrement());
        try {
            Files.write(file, new byte[TRIED_BYTES]);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Deletes the directories with everything in them. Files that are still open may be left to the next sweep. */
    @Override
    public void close() {
        closed = true;
        deleteAll(directories);
    }

    private static Path createOwned(Path root) throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        SplittableRandom random = new SplittableRandom();
        while (true) {
            Path directory = root.toAbsolutePath()
                    .resolve(PREFIX + self.pid() + "-" + Long.toHexString(random.nextLong() >>> 16));
            try {
                if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                } else {
                    Files.createDirectory(directory);
                }
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
            String owner = "1 " + self.pid() + " " + self.startMillis() + " " + self.host() + "\n";
            try (OutputStream out =
                    new FileOutputStream(directory.resolve(OWNER_FILE).toFile())) {
                out.write(owner.getBytes(StandardCharsets.UTF_8));
            }
            return directory;
        }
    }

    /** Deletes what dead owners left. Never fails: what cannot be deleted is somebody else's. */
    private static void sweep(Path root) {
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(root)) {
            for (Path candidate : candidates) {
                String name = candidate.getFileName().toString();
                if (name.startsWith(PREFIX) && name.indexOf('-', PREFIX.length()) >= 0 && ownerGone(candidate)) {
                    deleteAll(List.of(candidate));
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // Sweeping is a service to the machine; this session needs only its own directory.
        }
    }

    private static boolean ownerGone(Path directory) {
        try {
            String[] fields =
                    Files.readString(directory.resolve(OWNER_FILE)).strip().split(" ", 4);
            return fields.length == 4
                    && fields[0].equals("1")
                    && new ProcessIdentity(fields[3], Long.parseLong(fields[1]), Long.parseLong(fields[2])).gone();
        } catch (IOException | NumberFormatException notOurs) {
            // No owner file: another program's directory, or one that is being created this very moment.
            return false;
        }
    }

    /** Deletes a directory that holds nothing but its owner's file, as that of a job that did not spill; false if there is more. */
    private static boolean deleteUnused(Path directory) throws IOException {
        String[] names = directory.toFile().list();
        if (names == null || names.length > 1 || names.length == 1 && !names[0].equals(OWNER_FILE)) {
            return false;
        }
        Files.deleteIfExists(directory.resolve(OWNER_FILE));
        Files.deleteIfExists(directory);
        return true;
    }

    private static void deleteAll(List<Path> directories) {
        LocalFileSystem files = new LocalFileSystem();
        for (Path directory : directories) {
            try {
                if (!deleteUnused(directory)) {
                    files.delete(directory.toString());
                }
            } catch (IOException inUse) {
                // Left to the next sweep, which finds this process gone.
            }
        }
    }
}
