package io.vonk.internal.fusion;

/** Where a fused loop was when a function threw. Used by one thread. */
public final class Position {
    private int index;
    private int operator;

    /** Called by generated code on the way out. */
    public static Throwable mark(Throwable thrown, Position at, int index, int operator) {
        at.index = index;
        at.operator = operator;
        return thrown;
    }

    /** The index, in the input batch, of the record that the run was working on. */
    public int index() {
        return index;
    }

    /** The index, in the run, of the operator that threw. */
    public int operator() {
        return operator;
    }
}
