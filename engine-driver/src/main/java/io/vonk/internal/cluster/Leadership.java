package io.vonk.internal.cluster;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The lead among masters that share a state directory: a lock on its file {@code leader}, which the operating system gives free when a
 * master ends, whatever way. Used by one thread.
 */
final class Leadership implements AutoCloseable {
    private static final long RETRY_MILLIS = 200;

    private final Path file;
    private final FileChannel channel;

    private Leadership(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Leadership of(Path directory) {
        Path file = directory.toAbsolutePath().resolve("leader");
        try {
            Files.createDirectories(directory);
            return new Leadership(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the state directory " + directory + " of the master cannot be used: " + e
                            + "; name one that can be written (--state-dir)",
                    e);
        }
    }

    /** Takes the lead; false if another master has it. */
    boolean take() {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new ConfigurationException("the lock " + file + " cannot be had: " + e, e);
        }
    }

    /** Waits for the lead. Locks of files tell nobody that they are free, so it is asked for again and again. */
    void await() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!take()) {
            boolean unused = never.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock " + file + " cannot be given free", e);
        }
    }
}
