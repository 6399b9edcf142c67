package io.vonk.internal.exchange;

import io.vonk.error.VonkException;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.serial.SerializedValue;
import io.vonk.internal.shuffle.FetchFailedException;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SparseIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ShuffleView} on its way from the driver to an executor, or the number of a map partition whose output is missing.
 *
 * <pre>
 * view    = format (byte, 1)  there (byte, 1)  version (long)  nodes (int)  node (text)*  outputs (int)  output*  bounds
 *         | format (byte, 1)  missing (byte, 0)  map partition (int)
 * output  = map partition (int)  attempt (long)  node (int, index)  sparse index
 * bounds, sparse index = length (int, 0 for none)  bytes of {@link SerializedValue}
 * </pre>
 *
 * Numbers are big-endian, texts are modified UTF-8 with their length in front ({@link DataOutputStream}).
 */
public final class ViewBytes {
    private static final int FORMAT = 1;

    private ViewBytes() {}

    /** What the registry has of a shuffle, whether it is complete or not. */
    public static byte[] of(MapOutputRegistry registry, ShuffleId shuffle) {
        try {
            return write(registry.view(shuffle));
        } catch (FetchFailedException e) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeByte(FORMAT);
                out.writeByte(0);
                out.writeInt(e.output().mapPartition());
            } catch (IOException impossible) {
                throw new UncheckedIOException("memory takes all bytes", impossible);
            }
            return bytes.toByteArray();
        }
    }

    /** Turns a view into bytes. */
    static byte[] write(ShuffleView view) {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        view.outputs().forEach(output -> nodes.putIfAbsent(output.node(), nodes.size()));
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(64 + 20 * view.outputs().size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeByte(1);
            out.writeLong(view.version());
            out.writeInt(nodes.size());
            for (String node : nodes.keySet()) {
                out.writeUTF(node);
            }
            out.writeInt(view.outputs().size());
            for (PlacedOutput output : view.outputs()) {
                out.writeInt(output.id().mapPartition());
                out.writeLong(output.id().attempt().value());
                out.writeInt(nodes.getOrDefault(output.node(), 0));
                optional(out, output.sparseIndex());
            }
            optional(out, view.bounds());
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Makes a view of bytes.
     *
     * @throws FetchFailedException if an output was missing when they were written
     * @throws VonkException if they are not a view
     */
    public static ShuffleView read(byte[] bytes, ShuffleId shuffle) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                throw damaged(shuffle, null);
            }
            if (in.readByte() == 0) {
                throw new FetchFailedException(
                        new MapOutputId(shuffle, in.readInt(), new TaskAttemptId(0)), "it has not been computed", null);
            }
            long version = in.readLong();
            List<String> nodes = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                nodes.add(in.readUTF());
            }
            List<PlacedOutput> outputs = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                MapOutputId id = new MapOutputId(shuffle, in.readInt(), new TaskAttemptId(in.readLong()));
                String node = nodes.get(in.readInt());
                outputs.add(new PlacedOutput(id, node, optional(in, SparseIndex.class)));
            }
            return new ShuffleView(version, outputs, optional(in, RangeBounds.class));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw damaged(shuffle, e);
        }
    }

    private static VonkException damaged(ShuffleId shuffle, @Nullable Throwable cause) {
        return new VonkException("what the driver says of " + shuffle + " cannot be understood", cause);
    }

    private static void optional(DataOutputStream out, @Nullable Object value) throws IOException {
        byte[] bytes = value == null ? new byte[0] : SerializedValue.write(value, "where keys are");
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static <T> @Nullable T optional(DataInputStream in, Class<T> type) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        if (length == 0) {
            return null;
        }
        // No class of a user is in there.
        Object value = SerializedValue.read(in.readNBytes(length), ViewBytes.class.getClassLoader(), "where keys are");
        if (!type.isInstance(value)) {
            throw new IOException("no " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
