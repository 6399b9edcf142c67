package io.vonk.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The examples that {@code vonk run-example} knows.
 *
 * <p>They are listed in the resource {@value #RESOURCE} of the jar that has them, one per line, and not in code, so that the
 * command line needs no examples on its class path: {@code Name | fully.qualified.Main | one line that says what it shows}.
 * Empty lines and lines that start with {@code #} mean nothing.
 */
final class ExampleCatalogue {
    static final String RESOURCE = "META-INF/vonk/examples.list";

    /** One runnable example. */
    record Example(String name, String mainClass, String description) {}

    private final ClassLoader loader;
    private final List<Example> examples;

    private ExampleCatalogue(ClassLoader loader, List<Example> examples) {
        this.loader = loader;
        this.examples = examples;
    }

    static ExampleCatalogue onClassPath(ClassLoader loader) {
        List<Example> examples = new ArrayList<>();
        try {
            for (URL url : Collections.list(loader.getResources(RESOURCE))) {
                examples.addAll(read(url));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the list of examples (" + RESOURCE + ")", e);
        }
        return new ExampleCatalogue(loader, List.copyOf(examples));
    }

    private static List<Example> read(URL url) throws IOException {
        List<Example> examples = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.split("\\|", 3);
                if (parts.length != 3) {
                    throw new IOException("expected 'Name | main class | description' in " + url + ", got: " + line);
                }
                examples.add(new Example(parts[0].strip(), parts[1].strip(), parts[2].strip()));
            }
        }
        return examples;
    }

    /** Where the examples' classes are found. */
    ClassLoader loader() {
        return loader;
    }

    /** The example of this name; case does not matter. */
    Optional<Example> named(String name) {
        return examples.stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The name that comes close to a misspelt one. */
    Optional<String> nearest(String name) {
        return Spelling.nearest(name, examples.stream().map(Example::name).toList());
    }

    void printTo(PrintWriter writer) {
        if (examples.isEmpty()) {
            writer.println("There are no examples on the class path.");
            return;
        }
        int width = examples.stream().mapToInt(e -> e.name().length()).max().orElse(0);
        writer.println("Examples:");
        for (Example example : examples) {
            writer.println(
                    "  " + example.name() + " ".repeat(width - example.name().length() + 2) + example.description());
        }
    }
}
