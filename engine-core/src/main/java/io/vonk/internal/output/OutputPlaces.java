package io.vonk.internal.output;

import io.vonk.error.VonkException;
import io.vonk.io.FileEntry;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the files of the protocol are: beside the output directory, in the same parent directory, so that the whole
 * output can be moved by one rename. All names begin with a dot, and readers skip them.
 *
 * <pre>
 * .vonk-lock-&lt;n&gt;-&lt;name&gt;                    the lock of the output directory &lt;name&gt;
 * .vonk-job-&lt;job id&gt;-&lt;name&gt;/               everything of one job
 *     attempts/&lt;partition&gt;-&lt;attempt&gt;/…        what one attempt wrote, under its final names
 *     stage/…                              the accepted files, and _SUCCESS
 *     marker                               for an append; see {@link io.vonk.internal.file.PendingAppend}
 *     commit.json                          the commit record; see {@link CommitRecord}
 *     old/…                                the content that is being replaced
 * </pre>
 *
 * @param parent the directory above the output directory, empty or ending with a slash
 * @param name the output directory's name
 */
record OutputPlaces(String parent, String name) implements Serializable {
    private static final Pattern LOCK = Pattern.compile("\\.vonk-lock-([0-9]{1,18})-(.*)", Pattern.DOTALL);
    private static final Pattern JOB = Pattern.compile("\\.vonk-job-([0-9a-f]{16})-(.*)", Pattern.DOTALL);
    private static final Pattern TEMPORARY_TAIL = Pattern.compile("~[0-9a-f]{8}");

    static OutputPlaces of(String destination) {
        String path = destination.replaceAll("/+$", "");
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.equals("file:")) {
            throw new VonkException("'" + destination
                    + "' cannot be an output directory, because it is written beside its place and then moved there;"
                    + " name a directory in it, such as " + (path.isEmpty() ? "" : path) + "/out");
        }
        return new OutputPlaces(path.substring(0, slash + 1), name);
    }

    String destination() {
        return parent + name;
    }

    String lock(long number) {
        return parent + ".vonk-lock-" + number + "-" + name;
    }

    String job(String jobId) {
        return parent + ".vonk-job-" + jobId + "-" + name;
    }

    /** The directory above, usable as a path. */
    String parentDirectory() {
        if (parent.isEmpty()) {
            return ".";
        }
        return parent.equals("/") ? parent : parent.substring(0, parent.length() - 1);
    }

    /** What is beside the output directory; nothing if there is no such directory. */
    List<FileEntry> siblings(FileSystem files) throws IOException {
        try {
            return files.list(parentDirectory());
        } catch (NoSuchFileException notYet) {
            return List.of();
        }
    }

    /** The number of a lock of this directory. */
    OptionalLong lockNumber(FileEntry entry) {
        Matcher lock = LOCK.matcher(entry.name());
        return lock.matches() && lock.group(2).equals(name)
                ? OptionalLong.of(Long.parseLong(lock.group(1)))
                : OptionalLong.empty();
    }

    /** Whether an entry is what a crash left of creating a lock of this directory. */
    boolean isTemporaryLock(FileEntry entry) {
        Matcher lock = LOCK.matcher(entry.name());
        return lock.matches()
                && lock.group(2).startsWith(name)
                && TEMPORARY_TAIL
                        .matcher(lock.group(2).substring(name.length()))
                        .matches();
    }

    /** Whether an entry is the directory of a job that writes this directory. */
    boolean isJob(FileEntry entry) {
        Matcher job = JOB.matcher(entry.name());
        return job.matches() && job.group(2).equals(name);
    }
}
