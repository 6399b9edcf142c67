package io.vonk.internal.block;

import io.vonk.data.Pair;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.BlockCompression;
import io.vonk.internal.serial.EncodedRecords;
import io.vonk.internal.serial.RecordBlockWriter;
import io.vonk.internal.serial.WrittenAsList;
import io.vonk.runtime.StorageLevel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition and keeps what it reads. When memory runs short, it goes on with encoded records instead of objects, then
 * moves to disk or gives up keeping; the records that it hands on are the same in any case. Used by one thread.
 */
final class KeepingReader implements BatchReader {
    private static final int SAMPLE_EVERY = 64;

    private final PartitionCache cache;
    private final OperatorScope scope;
    private final PartitionCache.Key key;
    private final StorageLevel level;
    private final BatchReader computed;
    private final List<Object> arrays = new ArrayList<>();
    private final ObjectSizes sizes = new ObjectSizes();
    private EncodedRecords.@Nullable Builder encoded;
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private @Nullable RecordBlockWriter onDisk;
    private long reserved;
    private boolean started;
    private boolean keeping = true;
    /** Whether the user asked for objects, for which there was no room. */
    private boolean encodedForRoom;

    KeepingReader(
            PartitionCache cache,
            OperatorScope scope,
            PartitionCache.Key key,
            StorageLevel level,
            BatchReader computed) {
        this.cache = cache;
        this.scope = scope;
        this.key = key;
        this.level = level;
        this.computed = computed;
    }

    @Override
    public @Nullable Batch next() throws Exception {
        Batch batch = computed.next();
        if (!keeping) {
            return batch;
        }
        if (batch == null) {
            finish();
            return null;
        }
        if (!started) {
            start(batch.record(0));
        }
        keep(batch);
        return batch;
    }

    private void start(@Nullable Object first) throws IOException {
        started = true;
        if (!level.usesMemory()) {
            startFile();
        } else if (level.encoded() || isTaskBound(first)) {
            encoded = EncodedRecords.Builder.toBeKept();
        }
    }

    private void keep(Batch batch) throws IOException {
        RecordBlockWriter writer = onDisk;
        EncodedRecords.Builder builder = encoded;
        if (writer != null) {
            write(batch, writer);
        } else if (builder != null) {
            for (int i = 0; i < batch.size; i++) {
                builder.add(batch.record(i));
            }
            if (encodedForRoom && !builder.isComplete()) {
                makeRoom();
            } else {
                reserveUpTo(builder.sizeBytes());
            }
        } else {
            arrays.add(copyOf(batch));
            reserveUpTo(reserved + estimate(batch));
        }
    }

    private void reserveUpTo(long bytes) throws IOException {
        if (bytes <= reserved || cache.reserve(key, bytes - reserved)) {
            reserved = Math.max(bytes, reserved);
            return;
        }
        if (encoded != null || !encodeForRoom()) {
            makeRoom();
        }
    }

    /** Encodes what was kept as objects, which takes several times less; false if that cannot be done. */
    private boolean encodeForRoom() {
        EncodedRecords.Builder builder = EncodedRecords.Builder.toBeKept();
        KeptPartition.Objects objects = new KeptPartition.Objects(level, List.copyOf(arrays), reserved);
        try {
            if (!objects.addTo(builder)) {
                return false;
            }
        } catch (RuntimeException notEncodable) {
            return false;
        }
        long bytes = builder.sizeBytes();
        if (bytes > reserved && !cache.reserve(key, bytes - reserved)) {
            return false;
        }
        cache.release(Math.max(0, reserved - bytes));
        reserved = bytes;
        arrays.clear();
        encoded = builder;
        encodedForRoom = true;
        return true;
    }

    /** Goes on on disk, or not at all. */
    private void makeRoom() throws IOException {
        if (!level.usesDisk()) {
            giveUp();
            return;
        }
        KeptPartition inMemory = inMemory();
        startFile();
        OutputStream target = out;
        if (target != null) {
            inMemory.writeTo(target);
        }
        forgetMemory();
    }

    private KeptPartition inMemory() {
        EncodedRecords.Builder builder = encoded;
        return builder != null
                ? new KeptPartition.Encoded(level, builder.build(), reserved)
                : new KeptPartition.Objects(level, List.copyOf(arrays), reserved);
    }

    private void startFile() throws IOException {
        Path path = scope.newFile("kept");
        file = path;
        OutputStream opened =
                new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), 1 << 16);
        out = opened;
        onDisk = RecordBlockWriter.toStream(opened, BlockCompression.NONE, RecordBlockWriter.FILE_BLOCK);
    }

    private static void write(Batch batch, RecordBlockWriter writer) throws IOException {
        for (int i = 0; i < batch.size; i++) {
            writer.write(batch.record(i));
        }
    }

    private void finish() throws IOException {
        EncodedRecords.Builder builder = encoded;
        if (builder != null) {
            EncodedRecords records = builder.build();
            KeptPartition kept = new KeptPartition.Encoded(level, records, records.sizeBytes());
            if (cache.reserve(key, Math.max(0, records.sizeBytes() - reserved))) {
                cache.put(key, kept);
                reserved = 0;
            } else if (level.usesDisk()) {
                cache.put(key, kept.writtenTo(scope));
            }
        } else if (onDisk != null && out != null && file != null) {
            onDisk.close();
            out.close();
            cache.put(key, new KeptPartition.OnDisk(level, file));
            file = null;
        } else {
            cache.put(key, new KeptPartition.Objects(level, List.copyOf(arrays), reserved));
            reserved = 0;
        }
        giveUp();
    }

    /** Keeps nothing more, and releases what was not handed to the cache. */
    private void giveUp() throws IOException {
        keeping = false;
        forgetMemory();
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
            file = null;
        }
    }

    private void forgetMemory() {
        arrays.clear();
        encoded = null;
        cache.release(reserved);
        reserved = 0;
    }

    /** The size of a batch of objects, from a sample of its records. */
    private long estimate(Batch batch) {
        if (batch instanceof Batch.Longs || batch instanceof Batch.Doubles) {
            return 8L * batch.size + 64;
        }
        long bytes = 0;
        int sampled = 0;
        for (int i = 0; i < batch.size; i += SAMPLE_EVERY) {
            bytes += sizes.of(batch.record(i));
            sampled++;
        }
        return bytes * batch.size / Math.max(1, sampled) + 4L * batch.size + 64;
    }

    private static Object copyOf(Batch batch) {
        if (batch instanceof Batch.Longs longs) {
            return Arrays.copyOf(longs.records, longs.size);
        }
        if (batch instanceof Batch.Doubles doubles) {
            return Arrays.copyOf(doubles.records, doubles.size);
        }
        return Arrays.copyOf(batch.objects().records, batch.size);
    }

    /** Whether a record holds values that end with this task, directly or as a component. */
    private static boolean isTaskBound(@Nullable Object record) {
        if (record instanceof Pair<?, ?> pair) {
            return isTaskBound(pair.key()) || isTaskBound(pair.value());
        }
        if (record instanceof Record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                if (Iterable.class.isAssignableFrom(component.getType())) {
                    return true;
                }
            }
        }
        return record instanceof WrittenAsList;
    }

    @Override
    public void close() throws Exception {
        try {
            if (keeping) {
                giveUp();
            }
        } finally {
            computed.close();
        }
    }
}
