package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines {@code word<TAB>count} in {@code *.txt}. */
final class SavedWords {
    static final String SUFFIX = ".txt";

    private SavedWords() {}

    /** The answer of the lines in all files. */
    static Answer read(Path directory) throws IOException {
        Tally tally = new Tally();
        for (Path file : Directory.files(directory, SUFFIX)) {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    int tab = line.indexOf('\t');
                    tally.add(Digest.of(line.substring(0, tab), Long.parseLong(line.substring(tab + 1))));
                }
            }
        }
        return tally.answer();
    }
}
