package io.vonk.internal.output;

import io.vonk.internal.file.HivePath;
import io.vonk.io.PartitionColumns;
import io.vonk.io.RecordWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The task's side of the protocol: writes the records of one partition to files that belong to this attempt alone, and
 * says in a manifest what it has written. Any number of attempts may run for one partition at the same time.
 *
 * <p>Without partition columns there is one file, also if there is no record. With them there is a file for each
 * combination of values. So many of these are open at a time as {@link #MAX_OPEN_FILES}; if more are needed, the one
 * that waited longest is completed, and its directory gets another file if it is needed again. Sorting the records by
 * these columns first avoids that.
 *
 * <p>Used by one thread. {@link #close} without {@link #finish} deletes what was written.
 */
public final class OutputAttempt<T> implements Closeable {
    /** How many files one attempt keeps open. */
    public static final int MAX_OPEN_FILES = 100;

    private final OutputTarget<T> target;
    private final int partition;
    private final long attempt;
    private final String directory;
    private final Optional<PartitionColumns<T>> columns;

    /** By directory, in the order of last use. */
    private final Map<String, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    /** The open file if there are no partition columns: found without looking it up for each record. */
    private @Nullable OpenFile onlyFile;

    /** How many files were begun, by directory. */
    private final Map<String, Integer> begun = new HashMap<>();

    private final List<OutputFile> written = new ArrayList<>();
    private boolean finished;
    private boolean closed;

    /** Prepares an attempt; nothing is created yet. */
    public OutputAttempt(OutputTarget<T> target, int partition, long attempt) {
        this.target = target;
        this.partition = partition;
        this.attempt = attempt;
        this.directory = target.attemptDirectory(partition, attempt);
        this.columns = target.partitionColumns();
    }

    /** Writes a record. */
    public void write(T record) throws IOException {
        OpenFile file = columns.isEmpty() ? onlyFile : fileFor(place(columns.get(), record));
        if (file == null) {
            file = open("");
            onlyFile = file;
        }
        file.writer.write(record);
        file.rows++;
    }

    private OpenFile fileFor(String place) throws IOException {
        OpenFile file = open.get(place);
        return file == null ? open(place) : file;
    }

    /** How many bytes were written so far, for metrics; what a writer holds back is not counted. */
    public long bytes() {
        long bytes = written.stream().mapToLong(OutputFile::bytes).sum();
        for (OpenFile file : open.values()) {
            bytes += file.out.bytes();
        }
        return bytes;
    }

    /** Completes all files, makes them survive a loss of power, and says what they are. */
    public OutputManifest finish() throws IOException {
        if (closed || finished) {
            throw new IllegalStateException("the output attempt " + directory + " has ended");
        }
        if (columns.isEmpty() && open.isEmpty()) {
            open("");
        }
        while (!open.isEmpty()) {
            completeEldest();
        }
        finished = true;
        return new OutputManifest(partition, attempt, written);
    }

    /** Deletes the files unless {@link #finish} has succeeded. Idempotent. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!finished) {
            closeQuietly();
            target.files().delete(directory);
        }
    }

    private void closeQuietly() {
        for (OpenFile file : open.values()) {
            try (file.out) {
                file.writer.close();
            } catch (IOException | RuntimeException deletedAnyway) {
                // The files are deleted next; what closing them says about their content is of no interest.
            }
        }
        open.clear();
    }

    private static <T> String place(PartitionColumns<T> columns, T record) {
        List<String> names = columns.names();
        List<@Nullable String> values = columns.values(record);
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            place.append(HivePath.name(names.get(i), values.get(i))).append('/');
        }
        return place.toString();
    }

    private OpenFile open(String place) throws IOException {
        if (open.size() >= MAX_OPEN_FILES) {
            completeEldest();
        }
        String name = place + target.fileName(partition, begun.merge(place, 1, Integer::sum) - 1);
        MeasuredOutput out = new MeasuredOutput(target.files().create(directory + "/" + name));
        try {
            OpenFile file = new OpenFile(name, out, target.sink().open(out));
            open.put(place, file);
            return file;
        } catch (IOException | RuntimeException failed) {
            out.close();
            throw failed;
        }
    }

    private void completeEldest() throws IOException {
        Iterator<OpenFile> eldest = open.values().iterator();
        OpenFile file = eldest.next();
        file.writer.close();
        file.out.close();
        eldest.remove();
        target.files().sync(directory + "/" + file.name);
        written.add(new OutputFile(file.name, file.rows, file.out.bytes(), file.out.crc32c()));
    }

    private final class OpenFile {
        private final String name;
        private final MeasuredOutput out;
        private final RecordWriter<T> writer;
        private long rows;

        OpenFile(String name, MeasuredOutput out, RecordWriter<T> writer) {
            this.name = name;
            this.out = out;
            this.writer = writer;
        }
    }
}
