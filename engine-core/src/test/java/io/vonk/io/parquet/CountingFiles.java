package io.vonk.io.parquet;

import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import io.vonk.io.LocalFileSystem;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** Local files; counts the bytes that are read and the files that are open. */
final class CountingFiles {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong open = new AtomicLong();

    long bytes() {
        return bytes.get();
    }

    long open() {
        return open.get();
    }

    FileSystem files() {
        LocalFileSystem local = new LocalFileSystem();
        return (FileSystem) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FileSystem.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(local, arguments);
                        return result instanceof FileInput input ? new CountingInput(input) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class CountingInput implements FileInput {
        private final FileInput input;

        CountingInput(FileInput input) {
            this.input = input;
            open.incrementAndGet();
        }

        @Override
        public String path() {
            return input.path();
        }

        @Override
        public long sizeBytes() {
            return input.sizeBytes();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            int got = input.read(position, into, offset, length);
            bytes.addAndGet(Math.max(0, got));
            return got;
        }

        @Override
        public void close() throws IOException {
            open.decrementAndGet();
            input.close();
        }
    }
}
