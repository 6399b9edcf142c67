package io.vonk.internal.worker;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.shuffle.NodeOutputs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a worker.
 *
 * <pre>
 * lock                        held as long as the worker lives
 * outputs/app-APPLICATION/    published map outputs: {@link NodeOutputs}
 * work/APPLICATION/EXECUTOR/  where an executor runs and spills; and stdout.log, what it has printed
 * logs/APPLICATION/           the logs of applications that have ended, of the last 50
 * blobs/HASH                  jars and files of drivers
 * </pre>
 *
 * <p>What an earlier worker has left, however it ended, is deleted by the next one. Thread safety: safe for use by many threads.
 */
final class WorkerDirectory implements AutoCloseable {
    private static final int KEPT_LOGS = 50;
    private static final int MOST_WORKERS = 64;

    private final Path root;
    private final FileChannel lockFile;
    private final NodeOutputs outputs;

    private WorkerDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
        this.outputs = new NodeOutputs(root.resolve("outputs"));
    }

    /**
     * Takes a directory over and removes what is in it of earlier workers, save logs.
     *
     * @throws ConfigurationException if it cannot be written, or another worker has it
     */
    static WorkerDirectory open(Path directory) {
        WorkerDirectory taken = tryOpen(directory);
        if (taken == null) {
            throw new ConfigurationException("another worker uses the directory " + directory
                    + "; give each worker of a machine a directory of its own (--dir)");
        }
        return taken;
    }

    /** Takes over the first of the directories {@code PARENT/0}, {@code PARENT/1} and so on that no other worker uses. */
    static WorkerDirectory openBelow(Path parent) {
        for (int i = 0; i < MOST_WORKERS; i++) {
            WorkerDirectory taken = tryOpen(parent.resolve(Integer.toString(i)));
            if (taken != null) {
                return taken;
            }
        }
        throw new ConfigurationException(MOST_WORKERS + " workers have directories below " + parent
                + "; end some, or name another directory (--dir)");
    }

    private static @Nullable WorkerDirectory tryOpen(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            FileChannel lockFile =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(lockFile)) {
                lockFile.close();
                return null;
            }
            WorkerDirectory taken = new WorkerDirectory(root, lockFile);
            for (Path work : taken.list("work")) {
                taken.keepLogs(work.getFileName().toString());
            }
            FileTrees.delete(root.resolve("outputs"));
            FileTrees.delete(root.resolve("work"));
            return taken;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the directory " + root + " of the worker cannot be used: " + e
                            + "; name one that can be written (--dir)",
                    e);
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path root() {
        return root;
    }

    NodeOutputs outputs() {
        return outputs;
    }

    /** Where {@link #outputs} are. */
    Path outputsRoot() {
        return root.resolve("outputs");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    /** Makes the directory in which a process of an application runs. */
    Path workOf(String application, String process) throws IOException {
        Path work = root.resolve("work").resolve(application).resolve(process);
        Files.createDirectories(work);
        return work;
    }

    /** Removes what a process has left, save its logs. */
    void cleanProcess(String application, String process) {
        Path work = root.resolve("work").resolve(application).resolve(process);
        for (Path file : list(work)) {
            if (!isLog(file)) {
                delete(file);
            }
        }
    }

    /** Removes what an application has left; its logs are kept for a while. */
    void cleanApplication(String application) {
        keepLogs(application);
        delete(root.resolve("work").resolve(application));
        try {
            outputs.drop(application);
        } catch (IOException e) {
            log().warn("map outputs of {} cannot be deleted, and are when the next worker starts", application, e);
        }
    }

    private void keepLogs(String application) {
        Path work = root.resolve("work").resolve(application);
        Path kept = root.resolve("logs").resolve(application);
        for (Path process : list(work)) {
            for (Path file : list(process)) {
                if (isLog(file)) {
                    try {
                        Files.createDirectories(kept.resolve(process.getFileName()));
                        Files.move(
                                file,
                                kept.resolve(process.getFileName()).resolve(file.getFileName()),
                                StandardCopyOption.REPLACE_EXISTING);
                    } catch (IOException e) {
                        log().warn("the log {} cannot be kept", file, e);
                    }
                }
            }
        }
        List<Path> logs = new ArrayList<>(list(root.resolve("logs")));
        logs.sort(Comparator.comparing(WorkerDirectory::age));
        for (int i = 0; i < logs.size() - KEPT_LOGS; i++) {
            delete(logs.get(i));
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static boolean isLog(Path file) {
        return file.getFileName().toString().startsWith("stdout.log");
    }

    private List<Path> list(String name) {
        return list(root.resolve(name));
    }

    private static List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(found::add);
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException e) {
            log().warn("{} cannot be listed", directory, e);
        }
        return found;
    }

    private static void delete(Path tree) {
        try {
            FileTrees.delete(tree);
        } catch (IOException e) {
            log().warn("{} cannot be deleted, and is when the next worker starts", tree, e);
        }
    }

    /** Removes everything but logs and blobs, and gives the directory free. */
    @Override
    public void close() {
        for (Path work : list("work")) {
            keepLogs(work.getFileName().toString());
        }
        delete(root.resolve("work"));
        delete(root.resolve("outputs"));
        try {
            lockFile.close();
        } catch (IOException e) {
            log().warn("the lock of {} cannot be given free before this process ends", root, e);
        }
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(WorkerDirectory.class);
    }
}
