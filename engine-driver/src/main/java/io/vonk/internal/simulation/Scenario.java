package io.vonk.internal.simulation;

import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.scheduler.StageSpec;
import io.vonk.internal.scheduler.StageSpec.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a seed stands for: a few executors, up to five shuffles that up to three jobs share, and the faults that may
 * strike. The same seed with fewer faults has the same executors and jobs.
 */
final class Scenario {

    static final long MILLI = 1_000_000L;
    static final int MAX_SHUFFLES = 5;

    /** A shuffle: how many map partitions, which shuffles its map tasks read, and how it is run. */
    record Shuffle(
            int index, int partitions, int[] parents, boolean randomContent, boolean finalized, boolean speculatable) {

        ShuffleId id() {
            return new ShuffleId(index);
        }
    }

    /** A job: what is submitted and when, and the shuffles in its graph, as bits. */
    record Job(JobSubmitted submission, long submitNanos, int shuffleBits) {}

    final long seed;
    final int faults;
    final int[] slots;
    final Liveness liveness;
    final OutputKeeper keeper;
    final boolean locatesAtLaunch;
    final long maxTaskNanos;
    final Shuffle[] shuffles;
    final int[] ancestorBits;
    final List<Job> jobs = new ArrayList<>(3);
    final int cursedShuffle;
    final int cursedPartition;

    private final SplittableRandom random;
    private long lastStage;

    Scenario(long seed, int allowedFaults) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.faults = drawFaults() & allowedFaults;
        this.slots = new int[1 + random.nextInt(4)];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = 1 + random.nextInt(3);
        }
        this.liveness = random.nextBoolean() ? Liveness.HEARTBEATS : Liveness.IN_PROCESS;
        this.keeper = random.nextInt(4) == 0 ? OutputKeeper.NODE : OutputKeeper.EXECUTOR;
        this.locatesAtLaunch = random.nextBoolean();
        this.maxTaskNanos = (random.nextInt(3) == 0 ? 1 : 150) * MILLI;
        this.shuffles = new Shuffle[random.nextInt(MAX_SHUFFLES + 1)];
        this.ancestorBits = new int[shuffles.length];
        for (int i = 0; i < shuffles.length; i++) {
            shuffles[i] = drawShuffle(i);
            for (int parent : shuffles[i].parents()) {
                ancestorBits[i] |= ancestorBits[parent] | 1 << parent;
            }
        }
        int jobCount = 1 + random.nextInt(3);
        for (int i = 0; i < jobCount; i++) {
            jobs.add(drawJob(i));
        }
        this.cursedShuffle = shuffles.length == 0 ? -1 : random.nextInt(shuffles.length + 1) - 1;
        this.cursedPartition = random.nextInt(2);
    }

    boolean has(Fault fault) {
        return (faults & fault.bit()) != 0;
    }

    /** Half of the faults that are drawn are drawn together with few others, so that each is also seen almost alone. */
    private int drawFaults() {
        int oneIn = 2 + random.nextInt(8);
        int drawn = 0;
        for (Fault fault : Fault.values()) {
            if (random.nextInt(oneIn) == 0) {
                drawn |= fault.bit();
            }
        }
        return drawn;
    }

    private Shuffle drawShuffle(int index) {
        int partitions = random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(4);
        return new Shuffle(
                index,
                partitions,
                drawParents(index),
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextBoolean());
    }

    private int[] drawParents(int below) {
        int count = Math.min(below, random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2));
        int[] parents = new int[count];
        if (count > 0) {
            parents[0] = below - 1 - (random.nextInt(3) == 0 ? random.nextInt(below) : 0);
        }
        if (count > 1) {
            parents[1] = (parents[0] + 1 + random.nextInt(below - 1)) % below;
        }
        return parents;
    }

    private Job drawJob(int index) {
        int[] parents = drawParents(shuffles.length);
        int bits = 0;
        for (int parent : parents) {
            bits |= ancestorBits[parent] | 1 << parent;
        }
        List<StageSpec> stages = new ArrayList<>(shuffles.length + 1);
        for (Shuffle shuffle : shuffles) {
            if ((bits & 1 << shuffle.index()) != 0) {
                stages.add(spec(shuffle));
            }
        }
        stages.add(resultSpec(parents));
        Delivery delivery = random.nextInt(4) == 0 ? Delivery.STREAMED : Delivery.AT_END;
        long submitNanos = random.nextBoolean() ? random.nextInt(20) * MILLI : random.nextInt(4_000) * MILLI;
        return new Job(new JobSubmitted(new JobId(index), stages, delivery), submitNanos, bits);
    }

    private StageSpec spec(Shuffle shuffle) {
        StageSpec spec = StageSpec.shuffleMap(
                new StageId(lastStage++), shuffle.id(), shuffle.partitions(), ids(shuffle.parents()), "map");
        spec = shuffle.finalized() ? spec.with(Trait.FINALIZED) : spec;
        return shuffle.speculatable() ? spec.with(Trait.SPECULATABLE) : spec;
    }

    private StageSpec resultSpec(int[] parents) {
        int partitions = random.nextInt(40) == 0 ? 0 : 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 4);
        boolean some = partitions > 2 && random.nextInt(4) == 0;
        List<PartitionRange> wanted = partitions == 0
                ? List.of()
                : List.of(new PartitionRange(some ? 1 : 0, some ? 2 + random.nextInt(partitions - 1) : partitions));
        StageSpec spec = StageSpec.resultOf(new StageId(lastStage++), partitions, wanted, ids(parents), "result");
        return random.nextBoolean() ? spec.with(Trait.SPECULATABLE) : spec;
    }

    private static List<ShuffleId> ids(int[] shuffles) {
        List<ShuffleId> ids = new ArrayList<>(shuffles.length);
        for (int shuffle : shuffles) {
            ids.add(new ShuffleId(shuffle));
        }
        return ids;
    }
}
