package io.vonk.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What the comparison ran on, for the report. */
record Machine(String processor, int cores, OptionalLong memoryBytes, String system, String java) {

    static Machine current() {
        return new Machine(
                valueOf("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                valueOf("/proc/meminfo", "MemTotal")
                        .map(text -> OptionalLong.of(Long.parseLong(text.replaceAll("\\D", "")) << 10))
                        .orElse(OptionalLong.empty()),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    }

    private static Optional<String> valueOf(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not Linux
        }
    }

    String describe() {
        String memory = memoryBytes.isPresent()
                ? String.format(Locale.ROOT, ", %.0f GiB", memoryBytes.getAsLong() / (double) (1 << 30))
                : "";
        return processor + ", " + cores + " cores" + memory + ", " + system + ", " + java;
    }
}
