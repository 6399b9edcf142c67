package io.vonk.io.text;

import io.vonk.internal.file.Compression;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text files in UTF-8: {@code String.valueOf} of every record, and an LF after each. A record that has a line break in it
 * becomes several lines, as in Spark. Thread safety: immutable.
 *
 * @param <T> any type
 */
public final class TextSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1;

    private final Compression compression;

    /** Writes plain text. */
    public TextSink() {
        this(Compression.NONE);
    }

    private TextSink(Compression compression) {
        this.compression = compression;
    }

    /**
     * Writes compressed text.
     *
     * @param extension how: {@code .gz}, {@code .zst}, {@code .bz2} or {@code .deflate}
     */
    public static <T> TextSink<T> compressed(String extension) {
        return new TextSink<>(Compression.ofExtension(extension));
    }

    @Override
    public String extension() {
        return ".txt" + compression.extension();
    }

    @Override
    public RecordWriter<T> open(OutputStream out) throws IOException {
        return new LineWriter<>(compression.compress(out));
    }

    @Override
    public String describe() {
        return "text files";
    }

    private static final class LineWriter<T> implements RecordWriter<T> {
        private static final int BUFFER_BYTES = 64 << 10;

        private final OutputStream out;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int used;

        LineWriter(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(T record) throws IOException {
            byte[] bytes = String.valueOf(record).getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= buffer.length - used) {
                flush();
            }
            if (bytes.length >= buffer.length) {
                out.write(bytes);
            } else {
                System.arraycopy(bytes, 0, buffer, used, bytes.length);
                used += bytes.length;
            }
            buffer[used++] = '\n';
        }

        private void flush() throws IOException {
            out.write(buffer, 0, used);
            used = 0;
        }

        @Override
        public void close() throws IOException {
            try (out) {
                flush();
            }
        }
    }
}
