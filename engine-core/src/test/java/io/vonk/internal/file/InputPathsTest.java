package io.vonk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import io.vonk.io.LocalFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputPathsTest {
    private final LocalFileSystem files = new LocalFileSystem();

    @TempDir
    Path directory;

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    /** The names found, relative to the test's directory. */
    private List<String> found(boolean recursive, String... patterns) throws IOException {
        List<String> full =
                Arrays.stream(patterns).map(p -> directory + "/" + p).toList();
        return new InputPaths(files, full, recursive)
                .list().stream()
                        .map(file -> directory.relativize(Path.of(file.path())).toString())
                        .toList();
    }

    private String refusal(boolean recursive, String... patterns) {
        return assertThrows(DataException.class, () -> found(recursive, patterns))
                .getMessage();
    }

    @Test
    void globsWorkInEveryPart() throws IOException {
        write("2018/01/a.csv", "2018/02/b.csv", "2019/01/c.csv", "2019/01/d.txt", "x/y");
        assertEquals(List.of("2018/01/a.csv", "2018/02/b.csv"), found(false, "2018/*/*.csv"));
        assertEquals(List.of("2018/01/a.csv", "2019/01/c.csv"), found(false, "201?/01/*.csv"));
        assertEquals(List.of("2019/01/c.csv", "2019/01/d.txt"), found(false, "2019/01"));
        assertEquals(List.of("2018/02/b.csv", "2019/01/d.txt"), found(false, "{2018/02/b.csv,2019/01/d.*,none}"));
        assertEquals(List.of("2018/01/a.csv"), found(false, "20[0-1]8/*1/*"));
    }

    @Test
    void listsKeepOrderAndRepetitions() throws IOException {
        write("a", "b");
        assertEquals(List.of("b", "a", "b"), found(false, "b", "a", "b"));
        InputPaths list = InputPaths.ofList(files, directory + "/b," + directory + "/{a,b}", false);
        assertEquals(3, list.list().size());
    }

    @Test
    void aFileNamedLikeAPatternWins() throws IOException {
        write("a[1].csv", "a1.csv", "x{y");
        assertEquals(List.of("a[1].csv"), found(false, "a[1].csv"));
        assertEquals(List.of("x{y"), found(false, "x{y"));
        assertEquals(List.of("a[1].csv"), found(false, "a\\[1\\].*"));
    }

    @Test
    void hiddenNamesAreSkippedUnlessNamed() throws IOException {
        write("d/_SUCCESS", "d/.crc", "d/_k=1/x", "d/part-0", "d/_temporary/y");
        assertEquals(List.of("d/_k=1/x", "d/part-0"), found(true, "d"));
        assertEquals(List.of("d/_k=1/x", "d/part-0"), found(true, "d/*"));
        assertEquals(List.of("d/_SUCCESS"), found(false, "d/_SUCCESS"));
        assertEquals(List.of("d/_temporary/y"), found(false, "d/_t*/*"));
    }

    @Test
    void directoriesInDirectoriesAreEnteredOnRequestOnly() throws IOException {
        write("d/a", "d/e/b", "d/e/f/c");
        assertEquals(List.of("d/a", "d/e/b", "d/e/f/c"), found(true, "d"));
        String message = refusal(false, "d");
        assertTrue(message.contains("/d/e is a directory") && message.contains("recursive"), message);
    }

    @Test
    void anEmptyDirectoryHasNoFilesAndIsNoError() throws IOException {
        Files.createDirectories(directory.resolve("empty"));
        assertEquals(List.of(), found(false, "empty"));
    }

    @Test
    void nothingMatchedNamesPatternAndNearestDirectory() throws IOException {
        write("data/trips/2018-01.csv", "data/trips/2018-02.csv");
        String message = refusal(false, "data/trips/2017-*.csv");
        assertTrue(message.contains("'" + directory + "/data/trips/2017-*.csv'"), message);
        assertTrue(
                message.contains("exists is " + directory + "/data/trips, which has 2 entries: 2018-01.csv"), message);
        message = refusal(false, "data/tripps/deep/*.csv");
        assertTrue(message.contains("exists is " + directory + "/data, which has 1 entries: trips/"), message);
        message = refusal(false, "data/*/deep/*.csv");
        assertTrue(message.contains("exists is " + directory + "/data, "), message);
        message = refusal(false, "data/trips/2018-01.csv/x");
        assertTrue(message.contains("exists is " + directory + "/data/trips, "), message);
        String relative = assertThrows(
                        DataException.class, () -> new InputPaths(files, List.of("no-such-*"), false).list())
                .getMessage();
        assertTrue(
                relative.contains("'no-such-*'")
                        && relative.contains(Path.of("").toAbsolutePath().toString()),
                relative);
    }

    @Test
    void emptyWordsAreRefused() {
        assertTrue(assertThrows(
                        DataException.class,
                        () -> InputPaths.ofList(files, "a,,b", false).list())
                .getMessage()
                .contains("Nothing matches the input path 'a'"));
        assertTrue(assertThrows(
                        DataException.class,
                        () -> InputPaths.ofList(files, "", false).list())
                .getMessage()
                .contains("empty"));
        assertThrows(DataException.class, () -> new InputPaths(files, List.of(), false));
    }

    @Test
    void hiveDirectoriesGiveValuesToTheirFiles() throws IOException {
        write("t/year=2018/zone=__HIVE_DEFAULT_PARTITION__/a", "t/year=2019/zone=x%2Fy/b");
        Map<String, @Nullable String> first = new LinkedHashMap<>();
        first.put("year", "2018");
        first.put("zone", null);
        List<InputFile> all = new InputPaths(files, List.of(directory + "/t"), false).list();
        assertEquals(first, all.get(0).partitionValues());
        assertEquals(
                List.of("year", "zone"),
                List.copyOf(all.get(0).partitionValues().keySet()));
        assertEquals(Map.of("year", "2019", "zone", "x/y"), all.get(1).partitionValues());
        List<InputFile> globbed = new InputPaths(files, List.of(directory + "/t/year=*/zone=x*"), false).list();
        assertEquals(Map.of("year", "2019", "zone", "x/y"), globbed.get(0).partitionValues());
        List<InputFile> below = new InputPaths(files, List.of(directory + "/t/year=2019"), false).list();
        assertEquals(Map.of("zone", "x/y"), below.get(0).partitionValues());
    }

    @Test
    void linksThatLeadUpAreFoundOut() throws IOException {
        write("d/a");
        Files.createSymbolicLink(directory.resolve("d/up"), directory.resolve("d"));
        String message = refusal(true, "d");
        assertTrue(message.contains("nested more than 32 deep"), message);
    }

    @Test
    void filesOfAnUnfinishedAppendAreLeftOut() throws IOException {
        write("d/old", "d/k=1/old", "d/new", "d/k=1/new", "d/k=2/new");
        Path marker = directory.resolve("d/" + PendingAppend.MARKER_PREFIX + "7");
        Files.write(marker, PendingAppend.marker(List.of("new", "k=1/new", "k=2/new")));
        assertEquals(List.of("d/k=1/old", "d/old"), found(true, "d"));
        assertEquals(List.of("d/k=1/old", "d/old"), found(true, "d/*"));
        assertEquals(List.of("d/k=1/old"), found(true, "d/k=*/*"));
        Files.delete(marker);
        assertEquals(5, found(true, "d").size());
        Files.writeString(marker, "vonk-append 2\nnew\n");
        assertThrows(IOException.class, () -> found(true, "d"));
    }

    @Test
    void partitionValuesOfAFileCannotBeChanged() {
        InputFile file = new InputFile("x", 1, Collections.singletonMap("k", null));
        assertThrows(
                UnsupportedOperationException.class,
                () -> file.partitionValues().put("k", "v"));
    }
}
