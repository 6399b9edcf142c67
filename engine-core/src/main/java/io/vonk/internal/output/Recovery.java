package io.vonk.internal.output;

import io.vonk.error.OutputException;
import io.vonk.io.FileEntry;
import io.vonk.io.FileSystem;
import java.io.IOException;

/** Brings an output directory to its old or its new content after a crash. May be cut off and started again. */
public final class Recovery {
    private Recovery() {}

    /**
     * Finishes what committed jobs left, and removes what others left.
     *
     * @throws OutputException if a job is writing there, or if it cannot be done
     */
    public static void recover(FileSystem files, String destination, OutputOwner owner) {
        OutputPlaces places = OutputPlaces.of(destination);
        try {
            OutputLock lock = OutputLock.acquire(files, places, OutputJob.newJobId(), owner);
            try {
                recover(files, places);
            } catch (IOException | RuntimeException failed) {
                lock.releaseAfter(failed);
                throw failed;
            }
            lock.release();
        } catch (IOException failed) {
            throw new OutputException(
                    "What an earlier job left beside " + destination + " could not be finished or removed: " + failed,
                    failed);
        }
    }

    /** As above; the caller holds the lock, so every job found is of a dead owner. */
    static void recover(FileSystem files, OutputPlaces places) throws IOException {
        for (FileEntry entry : places.siblings(files)) {
            if (places.isJob(entry)) {
                String job = entry.path();
                if (files.find(job + "/" + CommitRecord.FILE).isPresent()) {
                    new Publisher(files, places, job, CommitRecord.read(files, job)).publish();
                }
                files.delete(job);
            }
        }
    }
}
