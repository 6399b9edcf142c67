package io.vonk.internal.simulation;

import io.vonk.internal.scheduler.StageSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage as it looks from outside the scheduler: what was accepted, and what runs. */
final class StageView {

    final StageSpec spec;

    /** The shuffle that the stage writes; -1 for the results of a job. */
    final int shuffle;

    /** The job whose results the stage makes; -1 for a shuffle. */
    final int job;

    final List<StageView> parents;
    final @Nullable Output[] accepted;
    final @Nullable Attempt[] first;
    final @Nullable Attempt[] second;
    final long[] lastContent;
    final boolean[] everAccepted;
    final int[] failures;
    final int[] losses;
    final boolean[] mustRunAlone;
    final boolean[] copied;

    /** For a shuffle: complete, and finalized if it has to be. */
    boolean readable;

    boolean readSinceChange;
    long ticket = -1;
    int finalizations;
    long epoch;
    int fetchFailures;

    StageView(StageSpec spec, int shuffle, int job, List<StageView> parents) {
        this.spec = spec;
        this.shuffle = shuffle;
        this.job = job;
        this.parents = parents;
        int partitions = spec.partitionCount();
        this.accepted = new @Nullable Output[partitions];
        this.first = new @Nullable Attempt[partitions];
        this.second = new @Nullable Attempt[partitions];
        this.lastContent = new long[partitions];
        this.everAccepted = new boolean[partitions];
        this.failures = new int[partitions];
        this.losses = new int[partitions];
        this.mustRunAlone = new boolean[partitions];
        this.copied = new boolean[partitions];
        this.readable = partitions == 0;
    }

    boolean isComplete() {
        for (Output output : accepted) {
            if (output == null) {
                return false;
            }
        }
        return true;
    }

    int liveCount(int partition) {
        return (first[partition] == null ? 0 : 1) + (second[partition] == null ? 0 : 1);
    }

    /** Partitions of which at least so many attempts are live. */
    int runningCount(int atLeast) {
        int count = 0;
        for (int p = 0; p < first.length; p++) {
            count += liveCount(p) >= atLeast ? 1 : 0;
        }
        return count;
    }

    void addLive(Attempt attempt) {
        if (first[attempt.partition] == null) {
            first[attempt.partition] = attempt;
        } else {
            second[attempt.partition] = attempt;
        }
    }

    void removeLive(Attempt attempt) {
        if (first[attempt.partition] == attempt) {
            first[attempt.partition] = null;
        } else if (second[attempt.partition] == attempt) {
            second[attempt.partition] = null;
        }
    }

    /** A new try of everything is allowed: its need ended or began anew. */
    void forgive() {
        for (int p = 0; p < failures.length; p++) {
            failures[p] = 0;
            mustRunAlone[p] = false;
        }
    }
}
