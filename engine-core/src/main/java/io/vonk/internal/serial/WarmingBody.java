package io.vonk.internal.serial;

import java.util.List;

/**
 * The body of a record class with given codecs: method handles at first; after some records, code generated for it.
 *
 * <p>Where possible all codecs of one class with equal components share one, as each task has its own codecs: method
 * handles are slow until they have been called, and compiled, for themselves.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class WarmingBody {
    /** After this many records it pays to generate code, which takes some 200 µs. */
    private static final int WARM = 2_000;

    private final RecordShape shape;
    private final List<RecordCodec> components;
    private final boolean canBeGenerated;

    /** Either implementation does the same, so it does not matter when another thread sees a new one. */
    private volatile RecordBody body;

    /** Counted without care for other threads: it only says that there were many. */
    private int uses;

    WarmingBody(RecordShape shape, List<RecordCodec> components, boolean canBeGenerated) {
        this.shape = shape;
        this.components = components;
        this.canBeGenerated = canBeGenerated;
        this.body = new HandleBody(shape, components);
    }

    RecordBody get() {
        if (canBeGenerated && uses < WARM && ++uses == WARM) {
            body = BodyGenerator.generate(shape, components);
        }
        return body;
    }

    /** Whether there is generated code by now. */
    boolean isGenerated() {
        return !(body instanceof HandleBody);
    }
}
