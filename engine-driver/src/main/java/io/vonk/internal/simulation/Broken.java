package io.vonk.internal.simulation;

/** An invariant does not hold: ends the schedule. Without a stack trace, since the schedule itself is the trace. */
final class Broken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String invariant;

    Broken(String invariant, String detail) {
        super(detail, null, false, false);
        this.invariant = invariant;
    }

    /** Which invariant, by its name in {@link Ledger}. */
    String invariant() {
        return invariant;
    }
}
