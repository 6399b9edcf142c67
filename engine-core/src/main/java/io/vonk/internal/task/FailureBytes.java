package io.vonk.internal.task;

import io.vonk.error.VonkException;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.serial.SerializedValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TaskFailure} on its way to the driver. What was thrown travels by Java serialization, so that the user's program can
 * catch what its functions have thrown; and beside it as text, for exceptions that cannot be serialized or not be read again.
 *
 * <pre>
 * failure   = version (byte, 1)  call-site  record  position  text  has-thrown (byte)  [length (int)  bytes]
 * call-site = operation (text)  file (text)  line (int)  method (text)
 * record, position = there (byte)  [text]
 * text      = length (int)  UTF-8
 * </pre>
 *
 * Numbers are big-endian.
 */
public final class FailureBytes {
    private static final int VERSION = 1;
    private static final int MAX_TEXT = 64 << 10;
    /** An exception that holds half of the program's data is not worth the way. */
    private static final int MAX_THROWN = 1 << 20;

    private static final int MAX_FRAMES = 40;

    private FailureBytes() {}

    /** Turns a failure into bytes; at most about a megabyte. */
    public static byte[] write(TaskFailure failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            CallSite site = failure.callSite();
            text(out, site.operation());
            text(out, site.file());
            out.writeInt(site.line());
            text(out, site.method());
            optional(out, failure.record());
            optional(out, failure.position());
            text(out, describe(failure.thrown()));
            byte[] thrown = thrown(failure.thrown());
            out.writeBoolean(thrown != null);
            if (thrown != null) {
                out.writeInt(thrown.length);
                out.write(thrown);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private static byte @Nullable [] thrown(Throwable thrown) {
        try {
            byte[] bytes = SerializedValue.write(thrown, "an exception");
            return bytes.length <= MAX_THROWN ? bytes : null;
        } catch (VonkException | StackOverflowError e) {
            return null;
        }
    }

    /** The exception with its causes and the first lines of its stack. */
    private static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder(String.valueOf(thrown));
        int frames = 0;
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frames++ == MAX_FRAMES) {
                break;
            }
            text.append("\n\tat ").append(frame);
        }
        for (Throwable cause = thrown.getCause();
                cause != null && text.length() < MAX_TEXT / 4;
                cause = cause.getCause()) {
            text.append("\ncaused by: ").append(cause);
        }
        return text.toString();
    }

    /**
     * Makes a failure of what {@link #write} wrote. If what was thrown cannot be had, a {@link VonkException} with its text stands
     * for it.
     *
     * @param loader finds the user's classes
     * @throws VonkException if the bytes are not a failure
     */
    public static TaskFailure read(byte[] bytes, ClassLoader loader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new VonkException("the failure of a task is written in another version");
            }
            CallSite site = new CallSite(text(in), text(in), in.readInt(), text(in));
            String record = in.readBoolean() ? text(in) : null;
            String position = in.readBoolean() ? text(in) : null;
            String description = text(in);
            Throwable thrown = null;
            if (in.readBoolean()) {
                thrown = thrown(bytes(in), loader);
            }
            return new TaskFailure(site, record, position, thrown == null ? new VonkException(description) : thrown);
        } catch (IOException e) {
            throw new VonkException("the failure of a task cannot be read: its bytes are damaged", e);
        }
    }

    private static @Nullable Throwable thrown(byte[] bytes, ClassLoader loader) {
        try {
            return SerializedValue.read(bytes, loader, "an exception") instanceof Throwable thrown ? thrown : null;
        } catch (VonkException | LinkageError e) {
            return null;
        }
    }

    private static void optional(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            text(out, text);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        String cut = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
        byte[] bytes = cut.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length);
        }
        return in.readNBytes(length);
    }
}
