package io.vonk.bench.jmh;

import io.vonk.internal.batch.Batch;
import io.vonk.io.CountingReader;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import org.openjdk.jmh.infra.Blackhole;

/** Reads sources without a session. */
final class SourceReading {
    private SourceReading() {}

    /** Makes every record of a source. */
    static <T> void records(Source<T> source, Blackhole consumed) throws IOException {
        Object[] batch = new Object[Batch.CAPACITY];
        for (Split split : source.splits(1)) {
            try (RecordReader<T> reader = source.open(split)) {
                for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                    consumed.consume(batch);
                }
            }
        }
    }

    /** Counts the records of a source whose readers can do so. */
    static <T> long count(Source<T> source) throws IOException {
        long count = 0;
        for (Split split : source.splits(1)) {
            try (RecordReader<T> reader = source.open(split)) {
                count += ((CountingReader) reader).countRemaining();
            }
        }
        return count;
    }
}
