package io.vonk.io.csv;

import io.vonk.io.RecordReader;
import io.vonk.io.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads sources as tasks do: each split with a copy of the source that has been serialized. */
final class Readings {
    private Readings() {}

    static <T> List<T> all(CsvSource<T> source) throws IOException {
        List<T> records = new ArrayList<>();
        for (Split split : source.splits(1)) {
            records.addAll(one(source, split));
        }
        return records;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> one(CsvSource<T> source, Split split) throws IOException {
        List<T> records = new ArrayList<>();
        try (RecordReader<T> reader = shipped(source).open(shipped(split))) {
            Object[] batch = new Object[3];
            int count;
            while ((count = reader.read(batch)) > 0) {
                for (int i = 0; i < count; i++) {
                    records.add((T) batch[i]);
                }
            }
        }
        return records;
    }

    @SuppressWarnings("unchecked")
    static <S> S shipped(S object) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (S) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    static String file(Path directory, String name, String text) throws IOException {
        return file(directory, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static String file(Path directory, String name, byte[] bytes) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        return path.toString();
    }
}
