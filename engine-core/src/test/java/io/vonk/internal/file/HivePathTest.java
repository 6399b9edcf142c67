package io.vonk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HivePathTest {

    @Test
    void namesAreSpelledAsHiveDoes() {
        assertEquals("day=2018-01-31", HivePath.name("day", "2018-01-31"));
        assertEquals("t=10%3A30 a%2Fb%25", HivePath.name("t", "10:30 a/b%"));
        assertEquals("k=", HivePath.name("k", ""));
        assertEquals("k=__HIVE_DEFAULT_PARTITION__", HivePath.name("k", null));
        assertEquals("k=%5F_HIVE_DEFAULT_PARTITION__", HivePath.name("k", "__HIVE_DEFAULT_PARTITION__"));
        assertEquals("a%3Db=Zürich", HivePath.name("a=b", "Zürich"));
        assertThrows(IllegalArgumentException.class, () -> HivePath.name("", "x"));
    }

    @Test
    void foreignEncodingsAreRead() {
        assertEquals(Optional.of(new HivePath.KeyValue("k", "Zürich")), HivePath.parse("k=Z%C3%BCrich"));
        assertEquals(Optional.of(new HivePath.KeyValue("k", "Zürich")), HivePath.parse("k=Z%FCrich"));
        assertEquals(Optional.of(new HivePath.KeyValue("k", "100%")), HivePath.parse("k=100%"));
        assertEquals(Optional.of(new HivePath.KeyValue("k", "%zz")), HivePath.parse("k=%zz"));
        assertEquals(Optional.of(new HivePath.KeyValue("k", "a=b")), HivePath.parse("k=a=b"));
        assertEquals(Optional.of(new HivePath.KeyValue("k", null)), HivePath.parse("k=__HIVE_DEFAULT_PARTITION__"));
        assertEquals(Optional.empty(), HivePath.parse("plain"));
        assertEquals(Optional.empty(), HivePath.parse("=x"));
    }

    @Test
    void everyKeyAndValueSurvives() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "a%/=: \n\u0000\u007f\\{}[]^é€_\ud83d\ude00".repeat(1);
        for (int i = 0; i < 5_000; i++) {
            String key = "k" + text(random, alphabet);
            String value = text(random, alphabet);
            String name = HivePath.name(key, value);
            assertTrue(name.indexOf('/') < 0 && name.indexOf('\n') < 0, name);
            assertEquals(Optional.of(new HivePath.KeyValue(key, value)), HivePath.parse(name), "seed " + seed);
        }
    }

    private static String text(SplittableRandom random, String alphabet) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
