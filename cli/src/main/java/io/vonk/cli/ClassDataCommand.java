package io.vonk.cli;

import io.vonk.api.VonkSession;
import io.vonk.error.VonkException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.executor.Executor;
import io.vonk.internal.executor.ExecutorOptions;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.launch.Vonk;
import io.vonk.testkit.MiniCluster;
import io.vonk.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code vonk class-data OUT}: does a little of everything, so that the classes of all of Vonk's processes get into the archive that the
 * JVM writes when it ends. Run by the build only.
 */
@Command(
        name = "class-data",
        hidden = true,
        description = "Load the classes of all of Vonk's processes, for the class-data archive.")
final class ClassDataCommand implements Callable<Integer> {
    private final Function<Path, Integer> demo;

    @Parameters(paramLabel = "DIR", description = "For what is written meanwhile.")
    private Path directory = Path.of("");

    /** Runs {@code demo} too, which writes to the given directory. */
    ClassDataCommand(Function<Path, Integer> demo) {
        this.demo = demo;
    }

    @Override
    public Integer call() throws Exception {
        int exitCode = demo.apply(directory.resolve("demo"));
        Path cluster = directory.resolve("cluster");
        try (MiniCluster mini = MiniCluster.start(cluster, 1, 1)) {
            executorHere(cluster.resolve("security"));
            mini.awaitWorkers(1);
        }
        FileTrees.delete(cluster);
        return exitCode;
    }

    /** A driver and an executor, both in this JVM. */
    private static void executorHere(Path secret) throws IOException {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        CompletableFuture<VonkSession> opening = CompletableFuture.supplyAsync(() -> Vonk.builder()
                .master("listen://127.0.0.1:" + free.getPort())
                .set("vonk.security.dir", secret.toString())
                .open());
        SecurityDirectory security = SecurityDirectory.load(secret);
        ExecutorOptions options = new ExecutorOptions(
                "executor-here",
                1,
                -1,
                List.of(),
                Addresses.parse("127.0.0.1:" + free.getPort()),
                new Credentials(Identities.BY_HAND, security.secret().derive(Identities.BY_HAND)),
                null,
                new ExecutorOptions.OwnServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "127.0.0.1"),
                null,
                Build.current().text());
        CompletableFuture<Executor> executor = new CompletableFuture<>();
        Waiting.until("the driver listens", () -> {
            try {
                return executor.complete(Executor.start(options, Clock.SYSTEM));
            } catch (IOException e) {
                return false;
            }
        });
        try (VonkSession vonk = opening.join()) {
            Path text = Files.writeString(secret.resolveSibling("words.txt"), "a b a\n");
            if (vonk.textFile(text.toString())
                            .flatMap(line -> List.of(line.split(" ")).iterator())
                            .countByValue()
                            .size()
                    != 2) {
                throw new VonkException("two words are not two words");
            }
            vonk.range(0, 10, 1, 2)
                    .boxed()
                    .keyBy(i -> i % 3)
                    .reduceByKey(Long::sum)
                    .sortByKey()
                    .collect();
        } finally {
            executor.join().close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
