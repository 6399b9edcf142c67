package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.DoubleRdd;
import io.vonk.api.LongRdd;
import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say, against what there is. */
class DocumentsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("user.dir")).resolve("..").normalize();

    @TempDir
    Path temp;

    @Test
    void theProgramOfTheReadmeRunsAsPrinted() throws Exception {
        String program = firstBlock("java");
        Path source = Files.writeString(temp.resolve("Words.java"), program);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-cp", classPath, "-d", temp.toString(), source.toString());
        assertEquals(0, compiled, program);

        Path output = temp.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        temp + System.getProperty("path.separator") + classPath,
                        "Words")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program does not end");
        } finally {
            process.destroyForcibly();
        }

        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), lines::toString);
        assertEquals(5, lines.size(), lines::toString);
        assertEquals(
                mostFrequentCounts(5), lines.stream().map(DocumentsTest::count).toList());
    }

    @Test
    void theCoordinatesOfTheReadmeAreThoseOfTheBuild() throws IOException {
        String dependency = firstBlock("xml");
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        String driver = Files.readString(ROOT.resolve("engine-driver/pom.xml"));
        for (String tag : List.of("groupId", "version")) {
            assertTrue(parent.contains(element(dependency, tag)), element(dependency, tag));
        }
        assertTrue(driver.contains(element(dependency, "artifactId")), dependency);
    }

    @Test
    void everyMethodOfTheApiIsNamedForThoseWhoComeFromSpark() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/coming-from-spark.md"));
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : List.of(VonkSession.class, Rdd.class, PairRdd.class, LongRdd.class, DoubleRdd.class)) {
            for (Method method : type.getMethods()) {
                boolean own = method.getDeclaringClass().getPackageName().startsWith("io.vonk")
                        && !method.isSynthetic()
                        && !Modifier.isStatic(method.getModifiers());
                boolean isNamed = Pattern.compile("`" + method.getName() + "[`(]")
                        .matcher(page)
                        .find();
                if (own && !method.getName().equals("toString") && !isNamed) {
                    missing.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("\\]\\(([^)#:]+)\\)");
        Set<String> broken = new TreeSet<>();
        try (Stream<Path> documents = Stream.concat(
                Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
                Files.walk(ROOT.resolve("docs")))) {
            for (Path document :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher links = link.matcher(Files.readString(document));
                while (links.find()) {
                    if (!Files.exists(document.resolveSibling(links.group(1)))) {
                        broken.add(ROOT.relativize(document) + " -> " + links.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), broken);
    }

    private static List<Long> mostFrequentCounts(int count) throws IOException {
        Map<String, Long> words = new HashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
            Arrays.stream(line.split("\\W+"))
                    .filter(word -> word.length() > 3)
                    .forEach(word -> words.merge(word, 1L, Long::sum));
        }
        return words.values().stream()
                .sorted((a, b) -> Long.compare(b, a))
                .limit(count)
                .toList();
    }

    /** The count in a line such as {@code (word,12)}. */
    private static long count(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(',') + 1, line.length() - 1));
    }

    private static String firstBlock(String language) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int start = readme.indexOf("```" + language + "\n") + language.length() + 4;
        return readme.substring(start, readme.indexOf("```", start));
    }

    private static String element(String xml, String tag) {
        String open = "<" + tag + ">";
        return xml.substring(xml.indexOf(open), xml.indexOf("</" + tag + ">") + tag.length() + 3);
    }
}
