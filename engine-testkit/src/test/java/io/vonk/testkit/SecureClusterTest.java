package io.vonk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.error.VonkException;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.transport.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and where secrets are. */
@Timeout(120)
class SecureClusterTest {
    @TempDir
    Path directory;

    @Test
    void programsRunOverTlsAndThoseWithoutItAreRefused() throws IOException {
        try (MiniCluster cluster = MiniCluster.startEncrypted(directory.resolve("cluster"), 2, 1)) {
            try (VonkSession vonk = cluster.connect()) {
                Map<Long, Long> sums = vonk.range(0, 100, 1, 4)
                        .boxed()
                        .keyBy(i -> i % 3)
                        .reduceByKey(Long::sum)
                        .collectAsMap();
                assertEquals(Map.of(0L, 1683L, 1L, 1617L, 2L, 1650L), new TreeMap<>(sums));
            }
            assertThrows(
                    VonkException.class,
                    () -> cluster.connect(Map.of("vonk.tls", "off")).close());
        }
    }

    @Test
    void whoHasAnotherSecretDoesNotGetIn() throws IOException {
        Path other = directory.resolve("other");
        SecurityDirectory.init(other);
        try (MiniCluster cluster = MiniCluster.start(directory.resolve("cluster"), 1, 1)) {
            VonkException refused = assertThrows(
                    VonkException.class,
                    () -> cluster.connect(Map.of("vonk.security.dir", other.toString()))
                            .close());

            assertTrue(refused.getMessage().contains("secret"), refused::getMessage);
        }
    }

    @Test
    void noSecretIsInArgumentsEnvironmentsOrLogs() throws IOException {
        try (MiniCluster cluster = MiniCluster.start(directory.resolve("cluster"), 2, 1);
                VonkSession vonk = cluster.connect()) {
            assertEquals(10L, vonk.range(0, 10, 1, 2).count());
            String secret = Files.readString(directory.resolve("cluster/security/secret"))
                    .strip();
            List<String> secrets = new ArrayList<>(List.of(secret));
            for (int i = 0; i < 2; i++) {
                try (Stream<Path> applications =
                        Files.list(cluster.workerDirectory(i).resolve("work"))) {
                    applications.forEach(each -> secrets.add(Secret.ofHex(secret)
                            .derive(each.getFileName().toString())
                            .reveal()));
                }
            }
            assertTrue(secrets.size() > 1, "no application is looked at");
            List<Path> looked = new ArrayList<>();
            for (ProcessHandle executor : cluster.executors().values()) {
                looked.add(Path.of("/proc", Long.toString(executor.pid()), "cmdline"));
                looked.add(Path.of("/proc", Long.toString(executor.pid()), "environ"));
            }
            try (Stream<Path> files = Files.walk(cluster.workerDirectory(0))) {
                looked.addAll(files.filter(Files::isRegularFile).toList());
            }
            for (Path file : looked) {
                if (Files.exists(file)) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    secrets.forEach(each -> assertTrue(!text.contains(each), () -> "the secret is in " + file));
                }
            }
        }
    }
}
