package io.vonk.cli.program;

import io.vonk.error.VonkException;

/** Fails as an action does whose input is bad. */
public final class Failing {
    private Failing() {}

    public static void main(String[] args) {
        try {
            Integer.parseInt("abc");
        } catch (NumberFormatException e) {
            throw new VonkException("trips.csv, line 12: expected a number\ngot \"abc\"", e);
        }
    }
}
