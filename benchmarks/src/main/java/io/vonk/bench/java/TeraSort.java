package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;

/** A sorted list of records for each thread, merged into one file. */
record TeraSort(Workers workers, Path tera, Path output) implements PreparedJob {
    private static final int BUFFER = 1 << 16;

    @Override
    public Answer run() throws Exception {
        List<Path> files = Directory.files(tera, SavedRecords.SUFFIX);
        List<List<byte[]>> read =
                workers.items(files.size(), ArrayList::new, (file, records) -> read(files.get(file), records));
        List<List<byte[]>> sorted = workers.all(read.stream()
                .map(records -> (Callable<List<byte[]>>) () -> {
                    records.sort(SavedRecords::compare);
                    return records;
                })
                .toList());
        long count = 0;
        Path file = Directory.empty(output).resolve("sorted" + SavedRecords.SUFFIX);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            for (Iterator<byte[]> records = Merge.sorted(sorted, SavedRecords::compare); records.hasNext(); ) {
                out.write(records.next());
                count++;
            }
        }
        return Answer.of(count, 0);
    }

    private static void read(Path file, List<byte[]> records) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            for (byte[] record = in.readNBytes(SavedRecords.LENGTH);
                    record.length > 0;
                    record = in.readNBytes(SavedRecords.LENGTH)) {
                records.add(record);
            }
        }
    }

    @Override
    public Answer check(Answer ran) throws IOException {
        return SavedRecords.read(output);
    }

    @Override
    public void close() throws IOException {
        Directory.remove(output);
    }
}
