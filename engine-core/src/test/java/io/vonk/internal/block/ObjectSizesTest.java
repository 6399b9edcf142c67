package io.vonk.internal.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Estimates against the layout of objects with headers of 12 bytes and references of 4. */
class ObjectSizesTest {
    private static final int HEADER = 12;
    private static final int BOXED_LONG = 24;

    private final ObjectSizes sizes = new ObjectSizes();

    @Test
    void partsAreAddedUp() {
        assertEquals(0, sizes.of(null));
        assertEquals(0, sizes.of(true));
        assertEquals(BOXED_LONG, sizes.of(7L));
        assertEquals(24 + 2 * BOXED_LONG, sizes.of(Pair.of(1L, 2.0)));
        assertNear(HEADER + 12 + 16 + 10, sizes.of("0123456789"));
        assertNear(16 + 8 * 1000, sizes.of(new long[1000]));
    }

    @Test
    void listsAreAsLargeAsTheirElements() {
        for (int size : new int[] {1, 10, 1000}) {
            List<Long> list = new ArrayList<>();
            for (long i = 0; i < size; i++) {
                list.add(i + 1000);
            }
            assertNear(24 + 16 + 5L * size + (long) BOXED_LONG * size, sizes.of(list));
        }
        assertTrue(sizes.of(Map.of("a", 1L, "b", 2L)) > 2 * (BOXED_LONG + 48));
    }

    /** A class of the user's, of which only the encoded form is known. */
    record Point(double x, double y) {}

    @Test
    void otherObjectsAreSeveralTimesTheirEncodedForm() {
        IntFunction<Long> sizeOf = i -> sizes.of(new Point(i, -i));
        assertTrue(sizeOf.apply(1) >= 32, "header and two doubles: " + sizeOf.apply(1));
    }

    private static void assertNear(long expected, long found) {
        assertTrue(found >= expected * 0.8 && found <= expected * 1.25, found + " instead of " + expected);
    }
}
