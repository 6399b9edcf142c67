package io.vonk.internal.fusion;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.plan.RecordOperator.Shape;

/** A run of operators as one loop, with the functions of one task. Used by one thread. */
public final class FusedRun {
    private final FusedCode code;
    private final Shape input;
    private final Shape output;
    private final int length;
    private final Position position = new Position();
    private final Batch own;

    FusedRun(FusedCode code, Shape input, Shape output, int length) {
        this.code = code;
        this.input = input;
        this.output = output;
        this.length = length;
        this.own = switch (output) {
            case OBJECT -> new Batch.Objects(input == Shape.OBJECT ? 0 : Batch.CAPACITY);
            case LONG -> new Batch.Longs();
            case DOUBLE -> new Batch.Doubles();
        };
    }

    /** How many operators the run has. */
    public int length() {
        return length;
    }

    /** What the records that go in have to be. */
    public Shape input() {
        return input;
    }

    /**
     * Sends a batch through all operators; the result may be {@code batch} itself and may be empty. What a function throws
     * comes as it is; {@link #position} then says where.
     */
    public Batch apply(Batch batch) throws Exception {
        Batch into = input == output ? batch : own;
        code.apply(batch, into, position);
        return into;
    }

    /** Where the last {@link #apply} was when a function threw. */
    public Position position() {
        return position;
    }
}
