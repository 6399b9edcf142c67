package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Records of 100 bytes sorted by the first 10, from files to files. */
final class TeraSort implements PreparedJob {
    private static final int RECORD_BYTES = 100;
    private static final int KEY_BYTES = 10;

    private final JavaSparkContext spark;
    private final DataFiles files;
    private final Output output;

    TeraSort(JavaSparkContext spark, DataFiles files, Path output) {
        this.spark = spark;
        this.files = files;
        this.output = new Output(output);
    }

    @Override
    public Answer run() throws IOException {
        output.delete();
        Answers.RecordOrder<byte[]> unsigned = Arrays::compareUnsigned;
        spark.binaryRecords(files.tera().toString(), RECORD_BYTES)
                .mapToPair(record -> new Tuple2<>(
                        Arrays.copyOf(record, KEY_BYTES), Arrays.copyOfRange(record, KEY_BYTES, RECORD_BYTES)))
                .sortByKey(unsigned, true, Sizes.PARTITIONS)
                .saveAsNewAPIHadoopFile(output.location(), byte[].class, byte[].class, RawBytesOutputFormat.class);
        return Answer.NONE;
    }

    @Override
    public Answer check(Answer ran) throws IOException {
        Answer answer = Answer.NONE;
        byte[] before = new byte[RECORD_BYTES];
        for (Path file : output.parts()) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
                for (byte[] record = in.readNBytes(RECORD_BYTES);
                        record.length > 0;
                        record = in.readNBytes(RECORD_BYTES)) {
                    if (Arrays.compareUnsigned(before, 0, KEY_BYTES, record, 0, KEY_BYTES) > 0) {
                        throw new IllegalStateException("a record in " + file + " is smaller than the one before");
                    }
                    answer = answer.plus(Answer.of(1, Digest.of(Arrays.hashCode(record), 0)));
                    before = record;
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
