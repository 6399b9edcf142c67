package io.vonk.internal.fusion;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.plan.RecordOperator.Shape;
import java.util.List;

/** A run of operators as one loop, and as a loop for each, with the functions of one task. Used by one thread. */
public final class FusedRun {
    private final FusedCode code;
    private final Shape input;
    private final Shape output;
    private final List<FusedRun> parts;
    private final LoopChoice choice;
    private final Position position = new Position();
    private final Batch own;

    FusedRun(FusedCode code, Shape input, Shape output, List<FusedRun> parts, LoopChoice choice) {
        this.code = code;
        this.input = input;
        this.output = output;
        this.parts = parts;
        this.choice = choice;
        this.own = switch (output) {
            case OBJECT -> new Batch.Objects(input == Shape.OBJECT ? 0 : Batch.CAPACITY);
            case LONG -> new Batch.Longs();
            case DOUBLE -> new Batch.Doubles();
        };
    }

    /** How many operators the run has. */
    public int length() {
        return Math.max(1, parts.size());
    }

    /** The same as a run of one operator after the other; none if it is a run of one operator. */
    public List<FusedRun> parts() {
        return parts;
    }

    /** Whether to use the run or its parts. */
    public LoopChoice choice() {
        return choice;
    }

    /** What the records that go in have to be. */
    public Shape input() {
        return input;
    }

    /**
     * Sends a batch through all operators in one loop; the result may be {@code batch} itself and may be empty. What a function
     * throws comes as it is; {@link #position} then says where.
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
