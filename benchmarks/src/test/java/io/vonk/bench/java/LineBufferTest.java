package io.vonk.bench.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBufferTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"one\n", "one", "\n", "\n\none\n\n", "one\ntwo words\n\na line longer than the others\nend\n"})
    void everyLineIsInOneSliceWhateverTheirLength(String text) throws Exception {
        Files.writeString(directory.resolve("lines.txt"), text);
        String whole = text.endsWith("\n") ? text : text + "\n";
        for (int length = 1; length <= text.length() + 1; length++) {
            StringBuilder found = new StringBuilder();
            LineBuffer lines = new LineBuffer();
            for (Slice slice : Slice.of(directory, ".txt", length)) {
                lines.load(slice);
                found.append(
                        new String(lines.bytes(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8));
            }
            assertEquals(whole, found.toString(), "slices of " + length + " bytes");
        }
    }
}
