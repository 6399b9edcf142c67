package io.vonk.internal.file;

import io.vonk.error.VonkException;
import io.vonk.io.LocalFileSystem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private static final String OWNER_FILE = "OWNER";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final List<Path> directories;
    private final AtomicLong nextFile = new AtomicLong();
    private volatile boolean closed;

    private ScratchDirectory(List<Path> directories) {
        this.directories = List.copyOf(directories);
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
     */
    public Path newFile(String prefix) {
        if (closed) {
            throw new IllegalStateException("scratch directory " + directories.get(0) + " is closed");
        }
        long number = nextFile.getAndIncrement();
        return directories.get((int) (number % directories.size())).resolve(prefix + "-" + number);
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
