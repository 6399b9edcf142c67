package io.vonk.internal.driver;

import io.vonk.internal.file.ContentHash;
import io.vonk.internal.task.StageBytes;
import io.vonk.internal.task.StagePlan;

/** The code of a stage as executors get it. The array and the hash do not change. */
final class ShippedStage {
    private final boolean writesShuffle;
    private final byte[] code;
    private final byte[] hash;

    /** Turns a stage into bytes; fails if something in it cannot travel. */
    ShippedStage(StagePlan plan) {
        writesShuffle = plan instanceof StagePlan.Writing;
        code = StageBytes.write(plan);
        hash = ContentHash.of(code);
    }

    boolean writesShuffle() {
        return writesShuffle;
    }

    byte[] code() {
        return code;
    }

    /** SHA-256 of the code. */
    byte[] hash() {
        return hash;
    }
}
