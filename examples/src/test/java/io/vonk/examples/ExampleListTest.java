package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list that {@code vonk run-example} shows, against the programs that there are. */
class ExampleListTest {
    @Test
    void everyProgramIsListedOnceAndEveryListedOneIsAProgram() throws Exception {
        List<String> listed = lines().map(line -> line.split("\\|")[1].strip()).toList();

        assertEquals(programs(), new TreeSet<>(listed));
        assertEquals(listed.size(), Set.copyOf(listed).size(), () -> "listed twice in " + listed);
    }

    @Test
    void aNameIsThatOfItsClassAndIsDescribedInOneLine() throws Exception {
        for (String line : lines().toList()) {
            String[] parts = line.split("\\|");
            assertEquals(3, parts.length, line);
            assertTrue(parts[1].strip().endsWith("." + parts[0].strip()), line);
            assertFalse(parts[2].isBlank(), line);
            assertTrue(parts[2].length() <= 80, () -> "too long for a terminal: " + line);
        }
    }

    private static Stream<String> lines() throws IOException {
        try (InputStream list = ExampleListTest.class.getResourceAsStream("/META-INF/vonk/examples.list")) {
            assertNotNull(list);
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    /** The classes of the examples that have a {@code main}. */
    private static Set<String> programs() throws IOException, URISyntaxException {
        Path classes = Path.of(ExampleListTest.class
                .getResource("/META-INF/vonk/examples.list")
                .toURI()
                .resolve("../../"));
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("package-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .filter(ExampleListTest::hasMain)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static boolean hasMain(String className) {
        try {
            return Modifier.isStatic(Class.forName(className, false, ExampleListTest.class.getClassLoader())
                    .getMethod("main", String[].class)
                    .getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
