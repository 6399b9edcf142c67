package io.vonk.internal.cluster;

import io.vonk.internal.cluster.MasterDaemon.Outcome;
import io.vonk.internal.endpoint.MasterServer.ClientLink;
import io.vonk.internal.file.ContentHash;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.wire.DriverCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The jars and files of submitted drivers, each under the SHA-256 of its content, in {@code DIRECTORY/HASH}. What is there already is
 * not sent again.
 *
 * <p>Thread safety: safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the outcome is told
final class BlobStore {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;

    BlobStore(Path directory) {
        this.directory = directory;
    }

    /** Has the command line send what a driver needs and is not here. */
    void bring(ClientLink client, DriverCommand command, Outcome outcome) {
        List<DriverCommand.Blob> all = new ArrayList<>(command.jars());
        all.addAll(command.files());
        Deque<DriverCommand.Blob> missing = new ArrayDeque<>();
        for (DriverCommand.Blob blob : all) {
            if (!Files.isRegularFile(directory.resolve(blob.hash()))) {
                missing.add(blob);
            }
        }
        bringNext(client, missing, outcome);
    }

    private void bringNext(ClientLink client, Deque<DriverCommand.Blob> missing, Outcome outcome) {
        DriverCommand.Blob next = missing.poll();
        if (next == null) {
            outcome.told(null);
            return;
        }
        CompletableFuture<byte[]> coming = client.blob(next.hash());
        // Not on the thread of the socket: the disk may be slow.
        coming.whenCompleteAsync((bytes, failure) -> {
            if (bytes == null) {
                outcome.told(next.name() + " has not come: " + failure);
                return;
            }
            try {
                store(next, bytes);
                bringNext(client, missing, outcome);
            } catch (IOException e) {
                outcome.told(next.name() + " cannot be stored by the master: " + e.getMessage());
            }
        });
    }

    private void store(DriverCommand.Blob blob, byte[] bytes) throws IOException {
        if (!ContentHash.hex(bytes).equals(blob.hash())) {
            throw new IOException("it has come damaged");
        }
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, "part", null);
        Files.write(part, bytes);
        Files.move(part, directory.resolve(blob.hash()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sends a file to a worker. */
    void send(String hash, StreamRequest request) {
        Path file = directory.resolve(hash);
        if (!HASH.matcher(hash).matches() || !Files.isRegularFile(file)) {
            request.fail("there is no file with this hash");
            return;
        }
        CompletableFuture.runAsync(() -> {
            try {
                request.send(StreamSource.of(Files.readAllBytes(file)));
            } catch (IOException e) {
                request.fail("the file cannot be read: " + e.getMessage());
            }
        });
    }
}
