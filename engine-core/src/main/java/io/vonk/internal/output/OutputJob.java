package io.vonk.internal.output;

import io.vonk.error.OutputException;
import io.vonk.internal.file.PendingAppend;
import io.vonk.io.FileEntry;
import io.vonk.io.FileSystem;
import io.vonk.io.PartitionColumns;
import io.vonk.io.Sink;
import io.vonk.io.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The driver's side of writing an output directory: after a crash at any moment the directory has its old content or all
 * of its new content.
 *
 * <ol>
 *   <li>{@link #start} takes the lock of the directory, finishes or removes what dead jobs left there, and checks the
 *       mode; all before any work is done.
 *   <li>Attempts write to places of their own ({@link OutputAttempt}) and report manifests.
 *   <li>{@link #commit} is given the manifests that the driver accepted, one per partition. It moves these files into the
 *       stage directory with {@code _SUCCESS} beside them, syncs it, and writes the commit record. The record is the
 *       decision: before it a crash leaves the old content, after it the new.
 *   <li>Then the output is made visible ({@link Publisher}): by one rename where there was no directory; by two where
 *       content is replaced, and between the two there is no directory; by moving files in where content is added, and
 *       these are hidden from Vonk's readers until all are there ({@link PendingAppend}).
 *   <li>The directory of the job is deleted, and the lock given back.
 * </ol>
 *
 * <p>Where the files are, and how they are named, is described at {@link OutputPlaces}.
 *
 * <p>Used by one thread, except that attempts run anywhere. {@link #close} without a successful commit removes everything;
 * the engine stops the attempts first.
 */
public final class OutputJob<T> implements AutoCloseable {
    private final FileSystem files;
    private final OutputPlaces places;
    private final WriteMode mode;
    private final OutputTarget<T> target;
    private final OutputLock lock;
    private final String job;
    private final String stage;
    private boolean ended;

    private OutputJob(FileSystem files, OutputPlaces places, WriteMode mode, OutputTarget<T> target, OutputLock lock) {
        this.files = files;
        this.places = places;
        this.mode = mode;
        this.target = target;
        this.lock = lock;
        this.job = target.jobDirectory();
        this.stage = job + "/stage";
    }

    /**
     * What to write where.
     *
     * @param files where the directory is
     * @param destination the output directory
     * @param mode what to do when it exists
     * @param sink the format
     * @param columns the columns whose values become directories, or null for none
     */
    public record Order<T>(
            FileSystem files,
            String destination,
            WriteMode mode,
            Sink<T> sink,
            @Nullable PartitionColumns<T> columns) {}

    /** A new job id: 16 hexadecimal digits. */
    public static String newJobId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    /**
     * Begins to write a directory.
     *
     * @param jobId a new id, as of {@link #newJobId}
     * @return empty if the directory exists and the mode is {@link WriteMode#IGNORE}: then there is nothing to do
     * @throws OutputException if the directory exists and must not, is a file, or is being written by another job
     */
    public static <T> Optional<OutputJob<T>> start(Order<T> order, OutputOwner owner, String jobId) {
        FileSystem files = order.files();
        OutputPlaces places = OutputPlaces.of(order.destination());
        try {
            OutputLock lock = OutputLock.acquire(files, places, jobId, owner);
            try {
                Recovery.recover(files, places);
                if (!isWanted(files, places, order.mode())) {
                    lock.release();
                    return Optional.empty();
                }
                OutputTarget<T> target =
                        new OutputTarget<>(files, places.job(jobId), jobId, order.sink(), order.columns());
                return Optional.of(new OutputJob<>(files, places, order.mode(), target, lock));
            } catch (IOException | RuntimeException failed) {
                lock.releaseAfter(failed);
                throw failed;
            }
        } catch (IOException failed) {
            throw new OutputException(
                    "The output directory " + order.destination() + " cannot be written: " + failed
                            + ". Nothing was changed; check the place, its permissions and its free space",
                    failed);
        }
    }

    private static boolean isWanted(FileSystem files, OutputPlaces places, WriteMode mode) throws IOException {
        Optional<FileEntry> found = files.find(places.destination());
        if (found.isEmpty()) {
            return true;
        }
        return switch (mode) {
            case IGNORE -> false;
            case ERROR_IF_EXISTS ->
                throw new OutputException(
                        "The output directory " + places.destination()
                                + " exists already. Delete it, name another one, or choose a write mode: overwrite, append or"
                                + " ignore",
                        null);
            case OVERWRITE, APPEND -> {
                if (!found.get().directory()) {
                    throw new OutputException(
                            places.destination() + " is a file, not an output directory; name a directory", null);
                }
                yield true;
            }
        };
    }

    /** What tasks need to write their parts. */
    public OutputTarget<T> target() {
        return target;
    }

    /**
     * Makes the accepted attempts' files the content of the directory, or changes nothing; see the type's description. The
     * job has ended then, in any case.
     *
     * @param accepted one manifest for each partition
     * @return what this job wrote
     * @throws OutputException if it failed; see {@link OutputException#decided()}
     */
    public List<OutputFile> commit(List<OutputManifest> accepted) {
        if (ended) {
            throw new IllegalStateException("the output job for " + places.destination() + " has ended");
        }
        Set<Integer> partitions = new HashSet<>();
        for (OutputManifest manifest : accepted) {
            if (!partitions.add(manifest.partition())) {
                throw new IllegalArgumentException("two attempts were accepted for partition " + manifest.partition());
            }
        }
        ended = true;
        List<OutputFile> output =
                accepted.stream().flatMap(manifest -> manifest.files().stream()).toList();
        CommitRecord commit;
        try {
            commit = new CommitRecord(target.jobId(), publication(), names(output));
            stage(accepted, output, commit.publication());
        } catch (IOException | RuntimeException failed) {
            throw failed(abandon(failed));
        }
        decide(commit);
        cleanUp();
        return output;
    }

    /** Removes everything unless the job was committed. Idempotent. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            cleanUp();
        }
    }

    private CommitRecord.Publication publication() throws IOException {
        if (files.find(places.destination()).isEmpty()) {
            return CommitRecord.Publication.MOVE;
        }
        return switch (mode) {
            case OVERWRITE -> CommitRecord.Publication.SWAP;
            case APPEND -> CommitRecord.Publication.APPEND;
            case ERROR_IF_EXISTS, IGNORE ->
                throw new FileAlreadyExistsException(
                        places.destination(), null, "somebody else has created it while the job was running");
        };
    }

    private static List<String> names(List<OutputFile> output) {
        List<String> names = new ArrayList<>();
        for (OutputFile file : output) {
            names.add(file.name());
        }
        names.sort(null);
        return names;
    }

    private void stage(List<OutputManifest> accepted, List<OutputFile> output, CommitRecord.Publication publication)
            throws IOException {
        Set<String> directories = Publisher.directories(stage, names(output));
        for (String directory : directories) {
            files.createDirectories(directory);
        }
        for (OutputManifest manifest : accepted) {
            String attempt = target.attemptDirectory(manifest.partition(), manifest.attempt());
            for (OutputFile file : manifest.files()) {
                stageFile(attempt + "/" + file.name(), file, publication);
            }
        }
        SuccessFile success = new SuccessFile(target.jobId(), mode, true, output);
        if (publication == CommitRecord.Publication.APPEND) {
            success = success.after(SuccessFile.read(files, places.destination()));
        }
        writeSynced(stage + "/" + SuccessFile.FILE, success.content());
        if (publication == CommitRecord.Publication.APPEND) {
            writeSynced(Publisher.preparedMarker(job), PendingAppend.marker(names(output)));
        }
        for (String directory : directories) {
            files.sync(directory);
        }
        files.sync(job);
        files.sync(places.parentDirectory());
    }

    private void writeSynced(String path, byte[] content) throws IOException {
        try (OutputStream out = files.create(path)) {
            out.write(content);
        }
        files.sync(path);
    }

    private void stageFile(String written, OutputFile file, CommitRecord.Publication publication) throws IOException {
        FileEntry found = files.find(written)
                .orElseThrow(() -> new IOException("the file " + written + " of a finished task has gone"));
        if (found.sizeBytes() != file.bytes()) {
            throw new IOException("the file " + written + " of a finished task has " + found.sizeBytes()
                    + " bytes, expected " + file.bytes());
        }
        if (publication == CommitRecord.Publication.APPEND
                && files.find(places.destination() + "/" + file.name()).isPresent()) {
            throw new FileAlreadyExistsException(places.destination() + "/" + file.name());
        }
        files.rename(written, stage + "/" + file.name());
    }

    private void decide(CommitRecord commit) {
        Publisher publisher = new Publisher(files, places, job, commit);
        try {
            commit.write(files, job);
            publisher.publish();
        } catch (IOException | RuntimeException failed) {
            boolean takenBack;
            try {
                takenBack = publisher.takeBack();
            } catch (IOException | RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
                takenBack = false;
            }
            if (takenBack) {
                throw failed(abandon(failed));
            }
            lock.releaseAfter(failed);
            throw new OutputException(
                    "The output of " + places.destination() + " is committed, but making it visible could neither be"
                            + " finished nor taken back: " + failed + ". The next job that writes there finishes it."
                            + " Its files are in " + job,
                    failed,
                    true);
        }
    }

    private OutputException failed(Exception failed) {
        return new OutputException(
                "The output directory " + places.destination() + " could not be written: " + failed
                        + ". It has its old content. Check its permissions and free space, and run the job again",
                failed);
    }

    private Exception abandon(Exception failed) {
        try {
            files.delete(job);
        } catch (IOException | RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
        lock.releaseAfter(failed);
        return failed;
    }

    /** What cannot be deleted is left to the next job that writes here. */
    private void cleanUp() {
        try {
            files.delete(job);
        } catch (IOException | RuntimeException leftover) {
            // The output is what it should be; recovery deletes this directory.
        }
        lock.releaseAfter(null);
    }
}
