package io.vonk.bench.jmh;

import io.vonk.bench.data.DataMaker;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What operators need to work outside a session: a directory of their own, and memory of which there is enough. */
final class Workspace implements AutoCloseable {
    private static final long POOL_BYTES = 2L << 30;

    private final Path directory;
    private final ScratchDirectory scratch;
    private final OperatorScope scope;

    Workspace() throws IOException {
        directory = Files.createTempDirectory("vonk-jmh-");
        scratch = ScratchDirectory.create(List.of(directory.resolve("scratch")));
        scope = new OperatorScope(new MemoryPool(POOL_BYTES), scratch, Workspace.class.getClassLoader(), () -> {});
    }

    /** Surroundings of an operator. */
    OperatorScope scope() {
        return scope;
    }

    /** A path in the directory. */
    Path file(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
        DataMaker.deleteTree(directory);
    }
}
