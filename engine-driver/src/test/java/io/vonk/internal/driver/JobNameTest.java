package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.error.JobFailedException;
import io.vonk.launch.Vonk;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobNameTest {
    @Test
    void failuresSayTheNameOfTheJob() {
        try (VonkSession vonk = Vonk.local(1)) {
            vonk.setJobName("nightly report");
            assertTrue(failure(vonk).contains("'nightly report' (count at JobNameTest.java:"), failure(vonk));

            vonk.setJobName("");
            assertFalse(failure(vonk).contains("nightly"), failure(vonk));
        }
    }

    private static String failure(VonkSession vonk) {
        return assertThrows(
                        JobFailedException.class,
                        () -> vonk.parallelize(List.of(1))
                                .map(number -> 10 / (number - 1))
                                .filter(number -> true)
                                .count())
                .getMessage();
    }
}
