package io.vonk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitSizesTest {

    private static InputFile file(String name, long bytes) {
        return new InputFile(name, bytes, Map.of());
    }

    @Test
    void splitsCoverEveryFileWithoutGapsAndNeverTwoFiles() {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            List<InputFile> files =
                    List.of(file("a", random.nextLong(5_000)), file("b", random.nextLong(5_000)), file("c", 0));
            SplitSizes sizes = new SplitSizes(1 + random.nextLong(2_000), 1 + random.nextLong(500));
            int minSplits = random.nextInt(20);
            long covered = 0;
            FileSplit last = null;
            for (FileSplit split : sizes.cut(files, minSplits, any -> true)) {
                boolean sameFile = last != null && last.file().equals(split.file());
                assertEquals(sameFile ? last.endByte() : 0, split.startByte(), "seed " + seed);
                assertTrue(split.sizeBytes() > 0);
                assertTrue(split.sizeBytes() <= Math.max(sizes.targetBytes(), sizes.leastBytes()) * 1.1 + 1);
                covered += split.sizeBytes();
                last = split;
            }
            assertEquals(files.get(0).sizeBytes() + files.get(1).sizeBytes(), covered, "seed " + seed);
        }
    }

    @Test
    void moreSplitsAreMadeWhereTheyAreWanted() {
        List<InputFile> files = List.of(file("a", 10 << 20));
        assertEquals(1, SplitSizes.DEFAULT.cut(files, 1, any -> true).size());
        assertEquals(8, SplitSizes.DEFAULT.cut(files, 8, any -> true).size());
        assertEquals(160, SplitSizes.DEFAULT.cut(files, 1_000_000, any -> true).size());
        assertEquals(
                4,
                SplitSizes.DEFAULT
                        .cut(List.of(file("a", 128 << 20)), 0, any -> true)
                        .size());
    }

    @Test
    void indivisibleFilesAreOneSplit() {
        assertEquals(
                1,
                SplitSizes.DEFAULT
                        .cut(List.of(file("a.gz", 1L << 40)), 8, any -> false)
                        .size());
    }

    @Test
    void sizesMustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> new SplitSizes(0, 1));
        assertThrows(IllegalArgumentException.class, () -> SplitSizes.DEFAULT.withTargetBytes(0));
        assertEquals(new SplitSizes(10, 10), SplitSizes.DEFAULT.withTargetBytes(10));
    }

    @Test
    void aSplitSaysWhereItIs() {
        assertEquals("a bytes 0 to 1,234,567", new FileSplit(file("a", 1 << 30), 0, 1_234_567).describe());
        assertThrows(IllegalArgumentException.class, () -> new FileSplit(file("a", 1), 2, 1));
    }
}
