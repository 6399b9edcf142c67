package io.vonk.cli.program;

import io.vonk.api.VonkSession;
import io.vonk.launch.Vonk;
import io.vonk.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts on whatever {@code vonk.master} names, and writes the count to a file; or fails; or waits for a file first. */
public final class Counting {
    private Counting() {}

    public static void main(String[] args) throws IOException {
        Path result = Path.of(args[0]);
        if (args[1].equals("wait")) {
            Files.writeString(result.resolveSibling("waits"), "");
            Waiting.until("somebody ends this", () -> false);
        }
        try (VonkSession vonk = Vonk.auto()) {
            int factor = Integer.parseInt(args[1]);
            long count = vonk.range(0, 1_000, 1, 4)
                    .boxed()
                    .filter(i -> 100 / factor > 0 && i % 2 == 0)
                    .count();
            Files.writeString(result, Long.toString(count));
        }
    }
}
