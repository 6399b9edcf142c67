package io.vonk.internal.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The decision of a job: from the moment this file is there, the job's output is to become visible, whatever happens.
 *
 * <p>Format: UTF-8 JSON, as {@code {"version": 1, "jobId": "0123456789abcdef", "publication": "APPEND", "files":
 * ["k=1/part-00000-01234567.csv"]}}. It is written beside its name, synced and renamed, so it is whole.
 *
 * @param jobId the job's id, 16 hexadecimal digits
 * @param publication how the output becomes visible
 * @param files the names of the files, relative to the output directory
 */
record CommitRecord(String jobId, Publication publication, List<String> files) {
    static final String FILE = "commit.json";

    private static final int VERSION = 1;

    /** How staged files become the content of the output directory. */
    enum Publication {
        /** There is no directory: the stage is renamed. */
        MOVE,
        /** The directory is renamed away, then the stage is renamed. */
        SWAP,
        /** The files are moved into the directory, hidden by a marker until all are there. */
        APPEND
    }

    CommitRecord {
        files = List.copyOf(files);
    }

    void write(FileSystem files, String jobDirectory) throws IOException {
        byte[] content = JsonObject.write(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("jobId", jobId);
            json.writeStringField("publication", publication.name());
            writeNames(json);
        });
        String path = jobDirectory + "/" + FILE;
        String temporary = path + ".new";
        try (OutputStream out = files.create(temporary)) {
            out.write(content);
        }
        files.sync(temporary);
        files.rename(temporary, path);
        files.sync(jobDirectory);
    }

    private void writeNames(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("files");
        for (String file : files) {
            json.writeString(file);
        }
        json.writeEndArray();
    }

    static CommitRecord read(FileSystem files, String jobDirectory) throws IOException {
        JsonObject json = JsonObject.read(files, jobDirectory + "/" + FILE).requireVersion(VERSION);
        return new CommitRecord(
                json.text("jobId"), json.constant("publication", Publication::valueOf), json.texts("files"));
    }
}
