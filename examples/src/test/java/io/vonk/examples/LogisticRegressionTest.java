package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.examples.LogisticRegression.Example;
import io.vonk.launch.Vonk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
    private static final long SEED = 3;

    @Test
    void theWeightsAreThoseOfAPlainLoop() {
        List<Example> examples = examples();
        double[] expected = new double[3];
        for (int round = 0; round < 20; round++) {
            double[] before = expected.clone();
            for (Example example : examples) {
                double error = LogisticRegression.probability(before, example) - (example.positive() ? 1 : 0);
                for (int i = 0; i < 3; i++) {
                    expected[i] -= error * example.features()[i] / examples.size();
                }
            }
        }
        try (VonkSession vonk = Vonk.local(2)) {
            assertArrayEquals(
                    expected, LogisticRegression.train(vonk.parallelize(examples, 3), 3, 20), 1e-9, "seed " + SEED);
        }
    }

    @Test
    void examplesThatALineDividesAreToldRight() {
        try (VonkSession vonk = Vonk.local(2)) {
            var examples = vonk.parallelize(examples(), 3).cache();
            double[] weights = LogisticRegression.train(examples, 3, 300);

            assertTrue(LogisticRegression.accuracy(examples, weights) > 0.97, "seed " + SEED);
            assertTrue(weights[1] > 0 && weights[2] < 0, "seed " + SEED);
        }
    }

    @Test
    void tipsOfTheShippedTripsArePredictedBetterThanByGuessing() {
        List<String> lines = Output.of(() -> LogisticRegression.main(new String[] {"--rounds", "30"}));

        assertEquals(6, lines.size(), lines::toString);
        // Two trips of three are tipped.
        assertTrue(lines.get(5).matches("told right: 9\\d\\.\\d % .*, 9\\d\\.\\d % .*"), lines::toString);
    }

    private static List<Example> examples() {
        Random random = new Random(SEED);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            examples.add(new Example(new double[] {1, x, y}, x - 2 * y + 0.1 > 0));
        }
        return examples;
    }
}
