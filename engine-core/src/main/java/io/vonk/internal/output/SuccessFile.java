package io.vonk.internal.output;

import io.vonk.io.FileSystem;
import io.vonk.io.WriteMode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a finished output directory says about itself, in its file {@code _SUCCESS}. Spark and others look only whether the
 * file is there.
 *
 * <p>Format: UTF-8 JSON with these fields; {@code crc32c} has 8 hexadecimal digits.
 *
 * <pre>
 * {
 *   "version": 1,
 *   "jobId": "0123456789abcdef",
 *   "mode": "OVERWRITE",
 *   "complete": true,
 *   "rows": 1000,
 *   "bytes": 12000,
 *   "files": [
 *     {"name": "k=1/part-00000-01234567.csv", "rows": 1000, "bytes": 12000, "crc32c": "e3069283"}
 *   ]
 * }
 * </pre>
 *
 * @param jobId the job that wrote last
 * @param mode how it wrote
 * @param complete whether {@code files} names all files of the directory; not so after an append to a directory that
 *     somebody else had written
 * @param files the files of this job and of those that it appended to
 */
record SuccessFile(String jobId, WriteMode mode, boolean complete, List<OutputFile> files) {
    static final String FILE = "_SUCCESS";

    private static final int VERSION = 1;

    SuccessFile {
        files = List.copyOf(files);
    }

    byte[] content() throws IOException {
        return JsonObject.write(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("jobId", jobId);
            json.writeStringField("mode", mode.name());
            json.writeBooleanField("complete", complete);
            json.writeNumberField(
                    "rows", files.stream().mapToLong(OutputFile::rows).sum());
            json.writeNumberField(
                    "bytes", files.stream().mapToLong(OutputFile::bytes).sum());
            json.writeArrayFieldStart("files");
            for (OutputFile file : files) {
                json.writeStartObject();
                json.writeStringField("name", file.name());
                json.writeNumberField("rows", file.rows());
                json.writeNumberField("bytes", file.bytes());
                json.writeStringField("crc32c", String.format(Locale.ROOT, "%08x", file.crc32c()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The file of a directory; empty if there is none, or if it is another program's. */
    static Optional<SuccessFile> read(FileSystem files, String directory) throws IOException {
        try {
            JsonObject json = JsonObject.read(files, directory + "/" + FILE).requireVersion(VERSION);
            List<OutputFile> listed = new ArrayList<>();
            for (JsonObject file : json.objects("files")) {
                listed.add(new OutputFile(
                        file.text("name"),
                        file.number("rows"),
                        file.number("bytes"),
                        Integer.parseUnsignedInt(file.text("crc32c"), 16)));
            }
            return Optional.of(new SuccessFile(
                    json.text("jobId"), json.constant("mode", WriteMode::valueOf), json.flag("complete"), listed));
        } catch (NoSuchFileException | JsonObject.MalformedException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** After an append: this job's files and those that were there before. */
    SuccessFile after(Optional<SuccessFile> before) {
        List<OutputFile> all = new ArrayList<>();
        before.ifPresent(earlier -> all.addAll(earlier.files()));
        all.addAll(files);
        return new SuccessFile(jobId, mode, before.map(SuccessFile::complete).orElse(false), all);
    }
}
