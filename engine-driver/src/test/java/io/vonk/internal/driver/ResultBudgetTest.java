package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.operator.Results;
import io.vonk.internal.serial.EncodedRecords;
import org.junit.jupiter.api.Test;

class ResultBudgetTest {
    @Test
    void resultsAreRefusedOnlyOnceTheyExceedTheLimitTogether() {
        Results.Encoded part = part();
        long bytes = part.records().sizeBytes();
        ResultBudget budget = new ResultBudget(2 * bytes);

        assertTrue(budget.take(part));
        assertTrue(budget.take(42L));
        assertTrue(budget.take(part));
        assertFalse(budget.take(part));

        String refusal = budget.refusal("collect at Report.java:7");
        assertTrue(refusal.startsWith("collect at Report.java:7 failed"), refusal);
        assertTrue(refusal.contains(3 * bytes + " bytes"), refusal);
        assertTrue(refusal.contains("at most " + 2 * bytes), refusal);
        assertTrue(refusal.contains("toLocalIterator"), refusal);
    }

    @Test
    void droppedResultsDoNotCount() {
        Results.Encoded part = part();
        ResultBudget budget = new ResultBudget(part.records().sizeBytes());
        budget.take(part);
        budget.take(part);

        budget.reset();

        assertFalse(budget.isExceeded());
        assertTrue(budget.take(part));
    }

    private static Results.Encoded part() {
        EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
        for (long i = 0; i < 1_000; i++) {
            builder.add(i);
        }
        return new Results.Encoded(builder.build());
    }
}
