package io.vonk.internal.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.batch.Batch;
import org.junit.jupiter.api.Test;

class LoopChoiceTest {
    private static final int SIZE = Batch.CAPACITY;
    private final LoopChoice choice = new LoopChoice();

    /** Runs batches that take so many nanoseconds for each record; how many were divided. */
    private int run(int batches, int whole, int divided) {
        int count = 0;
        for (int i = 0; i < batches; i++) {
            boolean isDivided = choice.isDivided(SIZE);
            choice.took(isDivided, SIZE, (long) SIZE * (isDivided ? divided : whole));
            count += isDivided ? 1 : 0;
        }
        return count;
    }

    @Test
    void bothAreTriedBeforeOneIsPreferred() {
        assertEquals(128, run(256, 10, 10));
    }

    @Test
    void theQuickerWayIsTakenAndTheOtherTriedAgain() {
        run(256, 100, 60);
        assertEquals(310, run(320, 100, 60));
        LoopChoiceTest other = new LoopChoiceTest();
        other.run(256, 60, 100);
        assertEquals(10, other.run(320, 60, 100));
    }

    @Test
    void aLittleQuickerIsNotWorthIt() {
        run(256, 100, 97);
        assertEquals(10, run(320, 100, 97));
    }

    @Test
    void aChangeIsNoticed() {
        run(2_000, 100, 60);
        run(2_000, 20, 60);
        int divided = run(320, 20, 60);
        assertTrue(divided <= 10, () -> divided + " divided");
    }

    @Test
    void pausesDoNotCount() {
        run(256, 100, 60);
        for (int i = 0; i < 300; i++) {
            boolean divided = choice.isDivided(SIZE);
            boolean pause = i % 20 == 0;
            choice.took(divided, SIZE, (long) SIZE * (pause ? 1_000_000 : divided ? 60 : 100));
        }
        int divided = run(320, 100, 60);
        assertTrue(divided >= 310 && divided < 320, () -> divided + " divided");
    }

    @Test
    void whatIsConfirmedIsTriedLessOften() {
        run(100_000, 60, 100);
        int divided = run(10_240, 60, 100);
        assertTrue(divided >= 9 && divided <= 11, () -> divided + " divided");
    }

    @Test
    void smallBatchesAreNotMeasured() {
        for (int i = 0; i < 1_000; i++) {
            assertFalse(choice.isDivided(10));
            choice.took(true, 10, 1);
        }
        run(256, 100, 60);
        assertTrue(choice.isDivided(10));
    }
}
