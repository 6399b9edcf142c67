package io.vonk.internal.output;

import io.vonk.error.OutputException;
import io.vonk.internal.file.ProcessIdentity;
import io.vonk.io.FileEntry;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The right to write an output directory, held by one job at a time, also across processes.
 *
 * <p>A lock is a file with a number in its name, created exclusively and with its content (see
 * {@link FileSystem#createWhole}). Who finds no lock creates number 0. Who finds a lock of a dead process creates the next
 * number, and deletes the old one only then. So of several that see the same dead owner one wins, and nobody can delete
 * a lock that was taken meanwhile. Listing a directory is no snapshot, so after creating its lock a job looks again, and
 * gives up if it finds another live one; of two that see each other this way both may give up, which is safe.
 *
 * <p>Format: UTF-8 JSON, as {@code {"version": 1, "jobId": "0123456789abcdef", "host": "a/4026531836", "pid": 4711,
 * "startMillis": 1767225600000}}.
 *
 * <p>Used by one thread.
 */
final class OutputLock {
    private static final int VERSION = 1;
    private static final int MAX_TRIES = 50;

    private final FileSystem files;
    private final String path;

    private OutputLock(FileSystem files, String path) {
        this.files = files;
        this.path = path;
    }

    /**
     * Takes the lock.
     *
     * @throws OutputException if another job holds it; the message names it
     */
    static OutputLock acquire(FileSystem files, OutputPlaces places, String jobId, OutputOwner owner)
            throws IOException {
        byte[] content = content(jobId, owner.self());
        for (int i = 0; i < MAX_TRIES; i++) {
            long number = 0;
            for (long found : numbers(files, places)) {
                requireGone(files, places, found, owner);
                number = found + 1;
            }
            String path = places.lock(number);
            try {
                files.createWhole(path, content);
            } catch (FileAlreadyExistsException | NoSuchFileException taken) {
                // Another job was faster; the next round sees its lock, or what it has left.
                continue;
            }
            OutputLock lock = new OutputLock(files, path);
            try {
                lock.removeStale(places, number, owner);
                return lock;
            } catch (IOException | RuntimeException failed) {
                lock.releaseAfter(failed);
                throw failed;
            }
        }
        throw new OutputException(
                "The output directory " + places.destination()
                        + " cannot be locked, because others take and release its lock all the time; try again later",
                null);
    }

    /** Gives the lock back. */
    void release() throws IOException {
        files.delete(path);
    }

    /** Gives the lock back, if that is possible; a failure is added to the one that is being reported. */
    void releaseAfter(@Nullable Exception failed) {
        try {
            release();
        } catch (IOException | RuntimeException alsoFailed) {
            // It is stale as soon as this process has ended.
            if (failed != null) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    private void removeStale(OutputPlaces places, long own, OutputOwner owner) throws IOException {
        for (long found : numbers(files, places)) {
            if (found != own) {
                requireGone(files, places, found, owner);
                files.delete(places.lock(found));
            }
        }
        for (FileEntry entry : places.siblings(files)) {
            if (places.isTemporaryLock(entry)) {
                files.delete(entry.path());
            }
        }
    }

    private static List<Long> numbers(FileSystem files, OutputPlaces places) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (FileEntry entry : places.siblings(files)) {
            OptionalLong number = places.lockNumber(entry);
            if (number.isPresent()) {
                numbers.add(number.getAsLong());
            }
        }
        numbers.sort(null);
        return numbers;
    }

    private static void requireGone(FileSystem files, OutputPlaces places, long number, OutputOwner owner)
            throws IOException {
        String path = places.lock(number);
        JsonObject json;
        try {
            json = JsonObject.read(files, path).requireVersion(VERSION);
        } catch (NoSuchFileException released) {
            return;
        }
        ProcessIdentity holder = new ProcessIdentity(json.text("host"), json.number("pid"), json.number("startMillis"));
        if (!owner.isGone().test(holder)) {
            throw new OutputException(
                    "The output directory " + places.destination() + " is being written by job " + json.text("jobId")
                            + " of " + holder + ". Wait for it, or write to another directory; if that process is"
                            + " certainly gone, delete " + path,
                    null);
        }
    }

    private static byte[] content(String jobId, ProcessIdentity self) throws IOException {
        return JsonObject.write(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("jobId", jobId);
            json.writeStringField("host", self.host());
            json.writeNumberField("pid", self.pid());
            json.writeNumberField("startMillis", self.startMillis());
        });
    }
}
