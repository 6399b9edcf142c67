package io.vonk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.VonkException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobTest {

    private static boolean matches(String pattern, String name) {
        return Glob.compileName(pattern).matcher(name).matches();
    }

    @Test
    void commasSeparateOutsideBracesOnly() {
        assertEquals(List.of("a", "b{c,d}e", "f\\,g", ""), Glob.splitAtCommas("a,b{c,d}e,f\\,g,"));
        assertEquals(List.of("a"), Glob.splitAtCommas("a"));
    }

    @Test
    void bracesStandForAllAlternativesInOrder() {
        assertEquals(List.of("a/b.x", "a/b.y", "c.x", "c.y"), Glob.expandBraces("{a/b,c}.{x,y}"));
        assertEquals(List.of("1", "23", "24"), Glob.expandBraces("{1,2{3,4}}"));
        assertEquals(List.of("a", "ab"), Glob.expandBraces("a{,b}"));
        assertEquals(List.of("a"), Glob.expandBraces("{a,a}"));
        assertEquals(List.of("\\{a}"), Glob.expandBraces("\\{a}"));
    }

    @Test
    void bracesAreBoundedAndMustBeClosed() {
        String huge = "{0,1,2,3,4,5,6,7,8,9}".repeat(6);
        assertTrue(assertThrows(VonkException.class, () -> Glob.expandBraces(huge))
                .getMessage()
                .contains("more than 10000"));
        assertThrows(VonkException.class, () -> Glob.expandBraces("{a,b"));
    }

    @Test
    void namesMatchAsInHadoop() {
        assertTrue(matches("*", "anything.txt"));
        assertTrue(matches("a*c", "ac"));
        assertTrue(matches("a?c", "abc"));
        assertFalse(matches("a?c", "ac"));
        assertTrue(matches("[a-c]x", "bx"));
        assertFalse(matches("[a-c]x", "dx"));
        assertTrue(matches("[^a-c]", "d"));
        assertTrue(matches("[!a-c]", "d"));
        assertFalse(matches("[!a-c]", "a"));
        assertTrue(matches("[a-]", "-"));
        assertTrue(matches("[.]", "."));
        assertFalse(matches("[.]", "x"));
        assertTrue(matches("[&&]", "&"));
        assertTrue(matches("[\\[]", "["));
        assertTrue(matches("\\*", "*"));
        assertFalse(matches("\\*", "x"));
        assertTrue(matches("a.b+(c)", "a.b+(c)"));
        assertFalse(matches("a.b", "axb"));
    }

    @Test
    void wrongClassesAreRefused() {
        assertThrows(VonkException.class, () -> Glob.compileName("[abc"));
        assertThrows(VonkException.class, () -> Glob.compileName("[z-a]"));
    }
}
