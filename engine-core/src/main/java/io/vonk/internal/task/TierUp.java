package io.vonk.internal.task;

import io.vonk.internal.fusion.FusedRun;
import io.vonk.internal.fusion.FusedStep;
import io.vonk.internal.fusion.StageFusion;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the record operators of one stage change from general steps to generated code: at once where the code exists
 * already, else when the stage's tasks have seen enough records together.
 *
 * <p>Thread safety: shared by the threads that run the stage's tasks.
 */
final class TierUp {
    private final @Nullable StageFusion fusion;
    private final AtomicLong records = new AtomicLong();

    private TierUp(@Nullable StageFusion fusion) {
        this.fusion = fusion;
    }

    /** For one stage of a session; without fusion, general steps for ever. */
    static TierUp with(@Nullable StageFusion fusion) {
        return new TierUp(fusion);
    }

    /** General steps for ever. */
    static TierUp never() {
        return new TierUp(null);
    }

    /** Counts records that enter a run of operators, and tells whether there have been enough. */
    boolean isWarm(int more) {
        return fusion != null && records.addAndGet(more) >= StageFusion.WARM_RECORDS;
    }

    /** The code for these operators if it exists, or if {@code warm}; else null. */
    @Nullable
    FusedRun fuse(List<FusedStep> steps, boolean warm) {
        return fusion != null && (warm || fusion.knows(steps)) ? fusion.fuse(steps) : null;
    }
}
