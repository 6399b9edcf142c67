package io.vonk.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedStringsTest {
    private final SharedStrings strings = new SharedStrings();

    @Test
    void whatComesOutIsEqual() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            String text = "text " + random.nextInt(1 + i / 10);
            assertEquals(text, strings.shared(text));
        }
    }

    @Test
    void equalStringsBecomeOne() {
        Map<String, Boolean> objects = new IdentityHashMap<>();
        for (int i = 0; i < 200_000; i++) {
            objects.put(strings.shared("city " + i % 100), true);
        }
        // Two that meet in one slot drive each other out.
        assertTrue(objects.size() < 20_000, () -> objects.size() + " objects");
        String first = strings.shared("city");
        assertSame(first, strings.shared(new String("city")));
    }

    @Test
    void itGivesUpWhereAllAreDifferent() {
        for (int i = 0; i < 20_000; i++) {
            strings.shared("text " + i);
        }
        String text = strings.shared("city");
        assertNotSame(text, strings.shared(new String("city")));
    }
}
