package io.vonk.internal.join;

/** Which records a join gives. */
public enum JoinType {
    /** Each left record with each right record of its key. */
    INNER(true, false, false),
    /** As inner, and left records without a partner. */
    LEFT_OUTER(true, true, false),
    /** As inner, and right records without a partner. */
    RIGHT_OUTER(true, false, true),
    /** As inner, and the records of both sides that have no partner. */
    FULL_OUTER(true, true, true),
    /** Left records that have a partner, once each. */
    LEFT_SEMI(false, false, false),
    /** Left records that have none. */
    LEFT_ANTI(false, true, false);

    private final boolean pairs;
    private final boolean unmatchedLeft;
    private final boolean unmatchedRight;

    JoinType(boolean pairs, boolean unmatchedLeft, boolean unmatchedRight) {
        this.pairs = pairs;
        this.unmatchedLeft = unmatchedLeft;
        this.unmatchedRight = unmatchedRight;
    }

    /** Whether records are joined, so that the right side's values are needed and not its keys only. */
    public boolean pairs() {
        return pairs;
    }

    /** Whether left records without a partner are given. */
    public boolean unmatchedLeft() {
        return unmatchedLeft;
    }

    /** Whether right records without a partner are given. */
    public boolean unmatchedRight() {
        return unmatchedRight;
    }

    /** The same join with left and right exchanged; only for joins that {@link #pairs pair}. */
    JoinType flipped() {
        return switch (this) {
            case INNER -> INNER;
            case LEFT_OUTER -> RIGHT_OUTER;
            case RIGHT_OUTER -> LEFT_OUTER;
            case FULL_OUTER -> FULL_OUTER;
            case LEFT_SEMI, LEFT_ANTI -> throw new IllegalStateException(this + " has no other side");
        };
    }
}
