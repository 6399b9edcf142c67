package io.vonk.bench.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/** Writes the bytes of keys and values with nothing between them. Public because Hadoop makes it by its constructor. */
public final class RawBytesOutputFormat extends FileOutputFormat<byte[], byte[]> {
    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public RecordWriter<byte[], byte[]> getRecordWriter(TaskAttemptContext task) throws IOException {
        Path file = getDefaultWorkFile(task, "");
        OutputStream out = new BufferedOutputStream(
                file.getFileSystem(task.getConfiguration()).create(file, false), BUFFER_BYTES);
        return new RecordWriter<>() {
            @Override
            public void write(byte[] key, byte[] value) throws IOException {
                out.write(key);
                out.write(value);
            }

            @Override
            public void close(TaskAttemptContext context) throws IOException {
                out.close();
            }
        };
    }
}
