package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** The word count, saved as text. */
final class WordsSaved implements PreparedJob {
    private final JavaSparkContext spark;
    private final DataFiles files;
    private final Output output;

    WordsSaved(JavaSparkContext spark, DataFiles files, Path output) {
        this.spark = spark;
        this.files = files;
        this.output = new Output(output);
    }

    @Override
    public Answer run() throws IOException {
        output.delete();
        Words.counts(spark, files).map(count -> count._1 + "\t" + count._2).saveAsTextFile(output.location());
        return Answer.NONE;
    }

    @Override
    public Answer check(Answer ran) throws IOException {
        Answer answer = Answer.NONE;
        for (Path file : output.parts()) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int tab = line.indexOf('\t');
                    long occurrences = Long.parseLong(line.substring(tab + 1));
                    answer = answer.plus(Answer.of(1, Digest.of(line.substring(0, tab), occurrences)));
                }
            }
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        output.delete();
    }
}
