package io.vonk.internal.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void everyIdHasOneSpelling() {
        assertEquals("job-7", new JobId(7).toString());
        assertEquals("stage-0", new StageId(0).toString());
        assertEquals("shuffle-12", new ShuffleId(12).toString());
        assertEquals("attempt-9000000000", new TaskAttemptId(9_000_000_000L).toString());
        assertEquals("executor-4#2", new ExecutorId("executor-4", 2).toString());
    }

    @Test
    void negativeValuesAreRefusedByName() {
        assertTrue(message(() -> new JobId(-1)).contains("job id must be at least 0, got: -1"));
        assertTrue(message(() -> new StageId(-2)).contains("stage id"));
        assertTrue(message(() -> new ShuffleId(-3)).contains("shuffle id"));
        assertTrue(message(() -> new TaskAttemptId(-4)).contains("attempt id"));
        assertTrue(message(() -> new ExecutorId("a", -5)).contains("incarnation must be at least 0, got: -5"));
    }

    @Test
    void executorNamesCannotLeaveAFileNameOrALogLine() {
        for (String bad : new String[] {"", "a/b", "..\\x", "a b", "a\nb", "ä", "x".repeat(129)}) {
            assertTrue(message(() -> new ExecutorId(bad, 0)).contains("executor name"), bad);
        }
        assertEquals(128, new ExecutorId("x".repeat(128), 0).name().length());
    }

    @Test
    void aReplacementIsAnotherExecutor() {
        assertNotEquals(new ExecutorId("a", 0), new ExecutorId("a", 1));
    }

    private static String message(org.junit.jupiter.api.function.Executable action) {
        return assertThrows(IllegalArgumentException.class, action).getMessage();
    }
}
