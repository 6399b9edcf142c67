package io.vonk.io.parquet;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.io.CountingReader;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.RecordWriter;
import io.vonk.io.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ParquetProperties;
import org.junit.jupiter.api.Assertions;

/** Writes and reads whole files, for tests. */
final class ParquetFiles {
    private ParquetFiles() {}

    static <T> Path write(Path file, ParquetSink<T> sink, List<? extends T> records) throws IOException {
        try (RecordWriter<T> writer = sink.open(Files.newOutputStream(file))) {
            for (T record : records) {
                writer.write(record);
            }
        }
        return file;
    }

    static <T> Path write(Path file, ParquetSink<T> sink, ParquetProperties properties, List<? extends T> records)
            throws IOException {
        try (RecordWriter<T> writer = sink.open(Files.newOutputStream(file), properties)) {
            for (T record : records) {
                writer.write(record);
            }
        }
        return file;
    }

    static <R extends Record> List<R> records(Path path, Class<R> type, ParquetReadOptions options) throws IOException {
        return readAll(ParquetSource.records(new LocalFileSystem(), List.of(path.toString()), type, options));
    }

    static <R extends Record> List<R> records(Path path, Class<R> type) throws IOException {
        return records(path, type, ParquetReadOptions.DEFAULT);
    }

    static List<Row> rows(Path path) throws IOException {
        return rows(path, ParquetReadOptions.DEFAULT);
    }

    static List<Row> rows(Path path, ParquetReadOptions options) throws IOException {
        return readAll(ParquetSource.rows(new LocalFileSystem(), List.of(path.toString()), options));
    }

    static Schema schema(Path path) throws IOException {
        return ParquetSource.rows(new LocalFileSystem(), List.of(path.toString()), ParquetReadOptions.DEFAULT)
                .schema();
    }

    /** Checks that Parquet's library decodes the same as the decoders here. */
    static void assertLibraryDecodesTheSame(Path path) throws IOException {
        ParquetSource<Row> source =
                ParquetSource.rows(new LocalFileSystem(), List.of(path.toString()), ParquetReadOptions.DEFAULT);
        Assertions.assertEquals(
                texts(readAll(source.decodedByLibrary())), texts(readAll(source)), "decoded by the library, and here");
    }

    /** As text, because lists compare byte arrays by identity. */
    static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::toString).toList();
    }

    static <T> List<T> readAll(ParquetSource<T> source) throws IOException {
        List<T> all = new ArrayList<>();
        for (Split split : source.splits(1)) {
            all.addAll(readSplit(source, split));
        }
        return all;
    }

    /** The number of records, counted split by split after up to {@code first} records of each were read. */
    static <T> long count(ParquetSource<T> source, int first) throws IOException {
        long count = 0;
        for (Split split : source.splits(1)) {
            try (RecordReader<T> reader = source.open(split)) {
                if (first > 0) {
                    count += reader.read(new Object[first]);
                }
                count += Assertions.assertInstanceOf(CountingReader.class, reader)
                        .countRemaining();
                Assertions.assertEquals(0, reader.read(new Object[1]), "records behind the last that was counted");
            }
        }
        return count;
    }

    @SuppressWarnings("unchecked") // the source hands out its own records
    static <T> List<T> readSplit(ParquetSource<T> source, Split split) throws IOException {
        List<T> all = new ArrayList<>();
        Object[] batch = new Object[100];
        try (RecordReader<T> reader = source.open(split)) {
            for (int count = reader.read(batch); count > 0; count = reader.read(batch)) {
                for (int i = 0; i < count; i++) {
                    all.add((T) batch[i]);
                }
            }
        }
        return all;
    }
}
