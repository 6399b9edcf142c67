package io.vonk.api;

/** What Spark's tree actions demand of their depth. */
final class Tree {
    private Tree() {}

    static void requireDepth(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1; got: " + depth);
        }
    }
}
