package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final String USAGE = "Some [--output DIR] [--size N] [--overwrite]";

    @Test
    void optionsHaveTheirValuesAndOthersTheirFallbacks() {
        Arguments arguments = Arguments.parse(USAGE, "--output", "a=b", "--overwrite");

        assertEquals("a=b", arguments.get("--output", "c"));
        assertEquals("7", arguments.get("--size", "7"));
        assertNull(arguments.find("--size"));
        assertTrue(arguments.has("--overwrite"));
        assertFalse(arguments.has("--size"));
        assertEquals("x=y", Arguments.parse(USAGE, "--output=x=y").find("--output"));
    }

    @Test
    void whatIsWrongIsNamedTogetherWithTheUsage() {
        assertWrong("unknown argument '--outptu'", "--outptu", "x");
        assertWrong("unknown argument 'x'", "x");
        assertWrong("--output needs a value", "--output");
        assertWrong("--output needs a value", "--output", "--overwrite");
        assertWrong("--overwrite takes no value", "--overwrite=yes");
        assertWrong("--size is given twice", "--size", "1", "--size=2");
        assertWrong("--size needs a number of at least 1; got: 0", "--size", "0");
        assertWrong("--size needs a number of at least 1; got: ten", "--size", "ten");
    }

    private static void assertWrong(String what, String... arguments) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> Arguments.parse(USAGE, arguments));
        assertEquals(what + "\nUsage: " + USAGE, wrong.getMessage());
    }
}
