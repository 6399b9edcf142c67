package io.vonk.internal.block;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.BlockCompression;
import io.vonk.internal.serial.EncodedRecords;
import io.vonk.internal.serial.RecordBlockReader;
import io.vonk.internal.serial.RecordBlockWriter;
import io.vonk.runtime.StorageLevel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a kept partition. Immutable; safe for use by many threads. */
sealed interface KeptPartition {

    /** What the user asked for. */
    StorageLevel level();

    /** How much memory is reserved for it. */
    long memoryBytes();

    /** Opens it; any number of readers may be open at once. */
    BatchReader open(ClassLoader loader) throws IOException;

    /** Writes it to a new file. */
    default OnDisk writtenTo(OperatorScope operators) throws IOException {
        Path file = operators.newFile("kept");
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            writeTo(out);
            return new OnDisk(level(), file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Writes the records as blocks. */
    void writeTo(OutputStream out) throws IOException;

    /** Deletes the file, if there is one. */
    default void delete() {}

    /**
     * Arrays of objects, longs or doubles.
     *
     * @param arrays each an {@code Object[]}, {@code long[]} or {@code double[]} of exactly the right length
     * @param encodable false once it is known that {@link #encoded} gives nothing
     */
    record Objects(StorageLevel level, List<Object> arrays, long memoryBytes, boolean encodable)
            implements KeptPartition {
        Objects(StorageLevel level, List<Object> arrays, long memoryBytes) {
            this(level, arrays, memoryBytes, true);
        }

        Objects notEncodable() {
            return new Objects(level, arrays, memoryBytes, false);
        }

        @Override
        public BatchReader open(ClassLoader loader) {
            return new ArraysReader(arrays);
        }

        /** The same records encoded; null if that would not give back all of them, or not take less memory. */
        @Nullable
        Encoded encoded() {
            EncodedRecords.Builder builder = EncodedRecords.Builder.toBeKept();
            if (!addTo(builder)) {
                return null;
            }
            EncodedRecords records = builder.build();
            long bytes = records.sizeBytes();
            return bytes < memoryBytes ? new Encoded(level, records, bytes) : null;
        }

        /** Encodes the records one by one; false as soon as a codec is not complete. */
        boolean addTo(EncodedRecords.Builder builder) {
            ArraysReader reader = new ArraysReader(arrays);
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    builder.add(batch.record(i));
                    if (!builder.isComplete()) {
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            RecordBlockWriter writer =
                    RecordBlockWriter.toStream(out, BlockCompression.NONE, RecordBlockWriter.FILE_BLOCK);
            ArraysReader reader = new ArraysReader(arrays);
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    writer.write(batch.record(i));
                }
            }
            writer.close();
        }
    }

    /** Encoded blocks. */
    record Encoded(StorageLevel level, EncodedRecords records, long memoryBytes) implements KeptPartition {
        @Override
        public BatchReader open(ClassLoader loader) {
            return new BlocksReader(RecordBlockReader.ofMemory(records.blocks(), "kept partition", loader));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (byte[] block : records.blocks()) {
                out.write(block);
            }
        }
    }

    /** Encoded blocks in a file. */
    record OnDisk(StorageLevel level, Path file) implements KeptPartition {
        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public BatchReader open(ClassLoader loader) throws IOException {
            InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            return new BlocksReader(new RecordBlockReader(in, file.toString(), loader));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Files.copy(file, out);
        }

        @Override
        public void delete() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The scratch directory goes as a whole when the session is closed.
                file.toFile().deleteOnExit();
            }
        }
    }

    /** Reads arrays into a batch of its own, since consumers may change batches. */
    final class ArraysReader implements BatchReader {
        private final List<Object> arrays;
        private Batch.@Nullable Objects objects;
        private Batch.@Nullable Longs longs;
        private Batch.@Nullable Doubles doubles;
        private int next;

        ArraysReader(List<Object> arrays) {
            this.arrays = arrays;
        }

        @Override
        public @Nullable Batch next() {
            if (next == arrays.size()) {
                return null;
            }
            Object array = arrays.get(next++);
            if (array instanceof long[] values) {
                Batch.Longs into = longs == null ? new Batch.Longs() : longs;
                longs = into;
                System.arraycopy(values, 0, into.records, 0, values.length);
                into.size = values.length;
                return into;
            }
            if (array instanceof double[] values) {
                Batch.Doubles into = doubles == null ? new Batch.Doubles() : doubles;
                doubles = into;
                System.arraycopy(values, 0, into.records, 0, values.length);
                into.size = values.length;
                return into;
            }
            Object[] values = (Object[]) array;
            Batch.Objects into = objects;
            if (into == null || into.records.length < values.length) {
                into = new Batch.Objects(Math.max(Batch.CAPACITY, values.length));
                objects = into;
            }
            System.arraycopy(values, 0, into.records, 0, values.length);
            into.size = values.length;
            return into;
        }

        @Override
        public void close() {
            next = arrays.size();
        }
    }

    /** Reads blocks. */
    final class BlocksReader implements BatchReader {
        private final RecordBlockReader reader;
        private Batch.@Nullable Objects objects;
        private Batch.@Nullable LongPairs pairs;

        BlocksReader(RecordBlockReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable Batch next() throws IOException {
            if (reader.atLongPairs()) {
                Batch.LongPairs into = pairs == null ? new Batch.LongPairs() : pairs;
                pairs = into;
                into.size = reader.readLongPairs(into.longs);
                return into;
            }
            Batch.Objects into = objects == null ? new Batch.Objects() : objects;
            objects = into;
            into.size = reader.read(into.records);
            return into.size == 0 ? null : into;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
