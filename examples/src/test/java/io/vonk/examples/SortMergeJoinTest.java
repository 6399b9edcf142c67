package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.examples.SortMergeJoin.Revenue;
import io.vonk.examples.SortMergeJoin.Trip;
import io.vonk.launch.Vonk;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SortMergeJoinTest {
    @Test
    void hoursWithOneKindOfRevenueOnlyAreKept() {
        LocalDateTime noon = LocalDateTime.of(2019, 1, 1, 12, 0);
        try (VonkSession vonk = Vonk.local(2)) {
            List<Revenue> revenue = SortMergeJoin.revenue(vonk.parallelize(
                            List.of(
                                    new Trip(noon.plusMinutes(1), noon.plusMinutes(9), 1, 2, 10),
                                    new Trip(noon.plusMinutes(2), noon.plusMinutes(61), 1, 2, 5),
                                    new Trip(noon.plusMinutes(59), noon.plusMinutes(59), 2, 1, 1)),
                            3))
                    .collect();

            assertEquals(
                    Set.of(
                            new Revenue(noon, 1, 15.0, 1.0),
                            new Revenue(noon, 2, 1.0, 10.0),
                            new Revenue(noon.plusHours(1), 2, null, 5.0)),
                    Set.copyOf(revenue));
            assertEquals(3, revenue.size());
        }
    }

    @Test
    void theShippedTripsHaveHoursOfAllKinds() {
        List<String> lines = Output.of(() -> SortMergeJoin.main(new String[0]));

        assertEquals(13, lines.size(), lines::toString);
        assertTrue(
                lines.get(12).matches("[1-9].* hours of zones: in [1-9].* trips only begin, in [1-9].*"),
                lines::toString);
    }
}
