package io.vonk.internal.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.error.DataException;
import io.vonk.internal.file.InputBytes;
import io.vonk.internal.file.InputFile;
import io.vonk.internal.file.InputPaths;
import io.vonk.internal.file.ProcessIdentity;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import io.vonk.io.PartitionColumns;
import io.vonk.io.WriteMode;
import io.vonk.io.text.TextSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A job that writes {@code /data/out}, what was there before, and what a reader finds.
 *
 * @param mode the write mode
 * @param oldContent whether there is something before
 * @param partitions how many partitions the job has, each with one record, or two in hive directories
 * @param hive whether the files go to {@code k=…} directories
 */
record OutputScenario(WriteMode mode, boolean oldContent, int partitions, boolean hive) {
    static final String DESTINATION = "/data/out";
    static final String JOB = "00000000000000aa";
    static final String OTHER_JOB = "00000000000000bb";

    /** What a reader finds when there is no directory. */
    static final List<String> NOTHING = List.of("no directory");

    /** Every mode on every place that it accepts; where there is no old content all modes do the same, so once will do. */
    static List<OutputScenario> all() {
        List<OutputScenario> all = new ArrayList<>();
        for (int partitions : new int[] {0, 1, 3}) {
            for (boolean hive : new boolean[] {false, true}) {
                for (WriteMode mode : WriteMode.values()) {
                    if (partitions == 1 || mode == WriteMode.ERROR_IF_EXISTS) {
                        all.add(new OutputScenario(mode, false, partitions, hive));
                    }
                    if (mode == WriteMode.OVERWRITE || mode == WriteMode.APPEND) {
                        all.add(new OutputScenario(mode, true, partitions, hive));
                    }
                }
            }
        }
        return all;
    }

    /** Process 1 to 9 of a machine; those below {@code alive} are gone. */
    static OutputOwner owner(int process, int alive) {
        return new OutputOwner(new ProcessIdentity("host", process, 0), other -> other.pid() < alive);
    }

    /** The key of a record {@code <key>:<text>}. */
    record ByKey() implements PartitionColumns<String> {
        @Override
        public List<String> names() {
            return List.of("k");
        }

        @Override
        public List<@Nullable String> values(String row) {
            return List.of(row.substring(0, row.indexOf(':')));
        }
    }

    void prepare(FileSystem files) throws IOException {
        if (oldContent) {
            put(files, DESTINATION + "/part-00000-old.txt", "old 0\n");
            put(files, DESTINATION + "/k=0/part-00000-old.txt", "old 1\n");
            files.sync(DESTINATION + "/k=0");
            files.sync(DESTINATION);
        }
        files.createDirectories("/data");
        files.sync("/data");
        files.sync("/");
    }

    private static void put(FileSystem files, String path, String content) throws IOException {
        try (OutputStream out = files.create(path)) {
            out.write(content.getBytes(UTF_8));
        }
        files.sync(path);
    }

    OutputJob.Order<String> order(FileSystem files) {
        return new OutputJob.Order<>(files, DESTINATION, mode, new TextSink<>(), hive ? new ByKey() : null);
    }

    /** Runs the whole job: every partition has an accepted attempt, and partition 0 one that is not. */
    void run(FileSystem files, OutputOwner owner, String jobId) throws IOException {
        Optional<OutputJob<String>> started = OutputJob.start(order(files), owner, jobId);
        try (OutputJob<String> job = started.orElseThrow()) {
            List<OutputManifest> accepted = new ArrayList<>();
            if (partitions > 0) {
                attempt(job, 0, 99);
            }
            for (int partition = 0; partition < partitions; partition++) {
                accepted.add(attempt(job, partition, partition));
            }
            job.commit(accepted);
        }
    }

    private OutputManifest attempt(OutputJob<String> job, int partition, long attempt) throws IOException {
        try (OutputAttempt<String> output = new OutputAttempt<>(job.target(), partition, attempt)) {
            output.write(partition + ":" + job.target().jobId());
            if (hive) {
                output.write("x:" + job.target().jobId());
            }
            return output.finish();
        }
    }

    List<String> oldState() {
        return oldContent ? List.of("old 0", "old 1") : NOTHING;
    }

    List<String> newState(String... jobIds) {
        List<String> lines = new ArrayList<>();
        if (oldContent && mode == WriteMode.APPEND) {
            lines.addAll(oldState());
        }
        for (String jobId : jobIds) {
            for (int partition = 0; partition < partitions; partition++) {
                lines.add(partition + ":" + jobId);
                if (hive) {
                    lines.add("x:" + jobId);
                }
            }
        }
        lines.sort(null);
        return lines;
    }

    /** Whether there is a moment without a directory. */
    boolean hasGap() {
        return mode == WriteMode.OVERWRITE && oldContent;
    }

    /** All lines that a reader finds, sorted. */
    static List<String> read(FileSystem files) throws IOException {
        List<InputFile> inputs;
        try {
            inputs = new InputPaths(files, List.of(DESTINATION), true).list();
        } catch (DataException nothingMatches) {
            return NOTHING;
        }
        List<String> lines = new ArrayList<>();
        for (InputFile input : inputs) {
            lines.addAll(new String(bytes(files, input.path()), UTF_8).lines().toList());
        }
        lines.sort(null);
        return lines;
    }

    private static byte[] bytes(FileSystem files, String path) throws IOException {
        try (FileInput input = files.open(path)) {
            return InputBytes.from(input, 0).readAllBytes();
        }
    }

    /** {@code _SUCCESS} says the truth about the directory, as far as it claims to know it. */
    void checkSuccessFile(FileSystem files) throws IOException {
        SuccessFile success = SuccessFile.read(files, DESTINATION).orElseThrow();
        assertEquals(mode == WriteMode.APPEND && oldContent, !success.complete());
        for (OutputFile file : success.files()) {
            byte[] content = bytes(files, DESTINATION + "/" + file.name());
            CRC32C crc = new CRC32C();
            crc.update(content);
            assertEquals(content.length, file.bytes(), file.name());
            assertEquals((int) crc.getValue(), file.crc32c(), file.name());
            assertEquals(new String(content, UTF_8).lines().count(), file.rows(), file.name());
        }
        int filesOfJob = partitions * (hive ? 2 : 1);
        assertEquals(filesOfJob, success.files().size());
    }
}
