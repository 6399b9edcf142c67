package io.vonk.internal.output;

import io.vonk.internal.file.PendingAppend;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the staged files of a committed job visible, or takes that back. Both may be cut off anywhere and started again,
 * by this process or the next: what is to be done is read from where the files are. The stage directory exists from
 * before the commit record until it becomes the output directory.
 */
final class Publisher {
    private final FileSystem files;
    private final OutputPlaces places;
    private final String destination;
    private final String job;
    private final String stage;
    private final String old;
    private final CommitRecord commit;

    /** @param job the directory of the committed job */
    Publisher(FileSystem files, OutputPlaces places, String job, CommitRecord commit) {
        this.files = files;
        this.places = places;
        this.destination = places.destination();
        this.job = job;
        this.stage = job + "/stage";
        this.old = job + "/old";
        this.commit = commit;
    }

    /**
     * Makes the output visible.
     *
     * @throws FileAlreadyExistsException if somebody else has put something in its place meanwhile
     */
    void publish() throws IOException {
        switch (commit.publication()) {
            case MOVE -> move();
            case SWAP -> swap();
            case APPEND -> append();
        }
    }

    /**
     * Makes the old content visible again.
     *
     * @return false if the output is visible already, and stays so
     */
    boolean takeBack() throws IOException {
        boolean taken = switch (commit.publication()) {
            case MOVE -> exists(stage);
            case SWAP -> swapBack();
            case APPEND -> appendBack();
        };
        if (taken && exists(record())) {
            files.delete(record());
            syncQuietly();
        }
        return taken;
    }

    /** The record is gone for everybody who looks; only a loss of power this very moment could bring it back. */
    private void syncQuietly() {
        try {
            files.sync(job);
        } catch (IOException | RuntimeException failed) {
            // To report this as a committed job would be wrong in all other cases.
        }
    }

    private String record() {
        return job + "/" + CommitRecord.FILE;
    }

    private void move() throws IOException {
        if (exists(stage)) {
            requireFree();
            files.rename(stage, destination);
        }
        files.sync(places.parentDirectory());
    }

    private void swap() throws IOException {
        if (exists(stage)) {
            if (exists(destination) && !exists(old)) {
                files.rename(destination, old);
            }
            requireFree();
            files.rename(stage, destination);
        }
        // The old content is deleted next; so the new one must not be lost any more.
        files.sync(places.parentDirectory());
    }

    private boolean swapBack() throws IOException {
        if (!exists(stage)) {
            return false;
        }
        if (exists(old)) {
            requireFree();
            files.rename(old, destination);
            files.sync(places.parentDirectory());
        }
        return true;
    }

    private void requireFree() throws IOException {
        if (exists(destination)) {
            throw new FileAlreadyExistsException(
                    destination, null, "somebody else has created it while the job was running");
        }
    }

    private void append() throws IOException {
        List<String> waiting = staged(true);
        if (!waiting.isEmpty()) {
            if (exists(preparedMarker(job))) {
                files.rename(preparedMarker(job), marker());
                files.sync(destination);
            }
            createDirectories(directories(destination, waiting));
            for (String name : waiting) {
                files.rename(stage + "/" + name, destination + "/" + name);
            }
        }
        if (exists(marker())) {
            for (String directory : directories(destination, commit.files())) {
                files.sync(directory);
            }
            files.delete(marker());
        }
        if (exists(stage + "/" + SuccessFile.FILE)) {
            files.rename(stage + "/" + SuccessFile.FILE, destination + "/" + SuccessFile.FILE);
        }
        files.sync(destination);
    }

    /** A file must not be moved to a directory that a loss of power could take away. */
    private void createDirectories(Set<String> directories) throws IOException {
        Set<String> parents = new TreeSet<>();
        for (String directory : directories) {
            files.createDirectories(directory);
            if (!directory.equals(destination)) {
                parents.add(directory.substring(0, directory.lastIndexOf('/')));
            }
        }
        for (String parent : parents) {
            files.sync(parent);
        }
    }

    private boolean appendBack() throws IOException {
        List<String> moved = staged(false);
        boolean visible = !moved.isEmpty() && !exists(marker());
        if (visible || !exists(stage + "/" + SuccessFile.FILE)) {
            return false;
        }
        for (String name : moved) {
            files.rename(destination + "/" + name, stage + "/" + name);
        }
        for (String directory : directories(destination, moved)) {
            files.sync(directory);
        }
        if (exists(marker())) {
            files.rename(marker(), preparedMarker(job));
            files.sync(destination);
        }
        return true;
    }

    /** The names of the files that are still in the stage, or of those that are not. */
    private List<String> staged(boolean inStage) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : commit.files()) {
            if (exists(stage + "/" + name) == inStage) {
                names.add(name);
            }
        }
        return names;
    }

    /** Where the marker waits: written before the decision, so that nothing needs space after it. */
    static String preparedMarker(String job) {
        return job + "/marker";
    }

    private String marker() {
        return destination + "/" + PendingAppend.MARKER_PREFIX + commit.jobId();
    }

    /** The directories below {@code top} that hold these files, each before those in it. */
    static Set<String> directories(String top, List<String> names) {
        Set<String> directories = new TreeSet<>();
        directories.add(top);
        for (String name : names) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                directories.add(top + "/" + name.substring(0, slash));
            }
        }
        return directories;
    }

    private boolean exists(String path) throws IOException {
        return files.find(path).isPresent();
    }
}
