package io.vonk.bench.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    private static double amount(String text) {
        byte[] bytes = (text + ",0.3,12.36,2.5").getBytes(StandardCharsets.UTF_8);
        return Decimals.amount(bytes, 0, text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "7",
                "-7",
                "0.0",
                "-0.0",
                "6.5",
                "-52.3",
                "12.36",
                "1.",
                ".5",
                "99999999",
                "99999.99",
                "-1234.567",
                "123456789",
                "1234567.89",
                "-9999999999.99",
                "0.0000000000001",
                "0.1",
                "0.3",
                "2.675"
            })
    void numbersAreThoseOfTheJdk(String text) {
        assertEquals(Double.parseDouble(text), amount(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1a", "1.2.3", "1:2", "/1", "1 ", "--1", "N", "1e5", "123456789a", "1234567890123456"})
    void anythingElseIsAnError(String text) {
        assertThrows(IllegalStateException.class, () -> amount(text));
    }
}
