package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the scheduler knows of a stage: how many tasks it has, what it reads and what it makes. Immutable.
 *
 * @param id unique in the session
 * @param output what the tasks make
 * @param partitionCount how many partitions the stage has; 0 is a stage that is complete from the start
 * @param wanted the partitions that must be computed, ascending and disjoint; for a shuffle always all of them
 * @param parents the shuffles that the tasks read, each once
 * @param traits how the stage may be run
 * @param payload what the shell needs to run the stage; opaque, handed back in every {@link SchedulerAction.Launch}
 */
public record StageSpec(
        StageId id,
        Output output,
        int partitionCount,
        List<PartitionRange> wanted,
        List<ShuffleId> parents,
        Set<Trait> traits,
        Object payload) {

    /** What the tasks of a stage make. */
    public sealed interface Output {}

    /** Map outputs of one shuffle: shared by all jobs of the session that submit this shuffle. */
    public record ShuffleOutput(ShuffleId shuffle) implements Output {}

    /** Results of the job that submits the stage. */
    public record ResultOutput() implements Output {}

    /** How a stage may be run. */
    public enum Trait {
        /** A slow task may be run a second time on another executor while the first still runs. */
        SPECULATABLE,
        /**
         * The driver has work to do between the last map output and the first reader, for example to cut the ranges of
         * a sort from the keys that the map tasks sampled. See {@link SchedulerAction.FinalizeShuffle}.
         */
        FINALIZED
    }

    /** Checks that the parts fit together and copies the collections. */
    public StageSpec {
        wanted = List.copyOf(wanted);
        parents = List.copyOf(parents);
        traits = traits.isEmpty() ? Set.of() : Set.copyOf(traits);
        if (partitionCount < 0) {
            throw new IllegalArgumentException(id + ": partition count must be at least 0, got: " + partitionCount);
        }
        int end = 0;
        for (PartitionRange range : wanted) {
            if (range.from() < end || range.until() > partitionCount) {
                throw new IllegalArgumentException(id + ": wanted partitions must be ascending, disjoint and below "
                        + partitionCount + ", got: " + wanted);
            }
            end = range.until();
        }
        if (parents.size() > 1 && new LinkedHashSet<>(parents).size() != parents.size()) {
            throw new IllegalArgumentException(id + ": each parent shuffle must be named once, got: " + parents);
        }
        if (output instanceof ShuffleOutput && !wanted.equals(all(partitionCount))) {
            throw new IllegalArgumentException(id + ": a stage that writes a shuffle wants all of its " + partitionCount
                    + " partitions, got: " + wanted);
        }
        if (output instanceof ShuffleOutput shuffle && parents.contains(shuffle.shuffle())) {
            throw new IllegalArgumentException(
                    id + ": a stage cannot read the shuffle it writes: " + shuffle.shuffle());
        }
    }

    /** A stage that writes all map outputs of a shuffle. */
    public static StageSpec shuffleMap(
            StageId id, ShuffleId shuffle, int partitionCount, List<ShuffleId> parents, Object payload) {
        return new StageSpec(
                id, new ShuffleOutput(shuffle), partitionCount, all(partitionCount), parents, Set.of(), payload);
    }

    /** A stage that makes the results of a job, one for each partition. */
    public static StageSpec result(StageId id, int partitionCount, List<ShuffleId> parents, Object payload) {
        return resultOf(id, partitionCount, all(partitionCount), parents, payload);
    }

    /** A stage that makes the results of a job for some partitions only, as {@code take} and {@code lookup} want it. */
    public static StageSpec resultOf(
            StageId id, int partitionCount, List<PartitionRange> wanted, List<ShuffleId> parents, Object payload) {
        return new StageSpec(id, new ResultOutput(), partitionCount, wanted, parents, Set.of(), payload);
    }

    /** The same stage with one more trait. */
    public StageSpec with(Trait trait) {
        EnumSet<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new StageSpec(id, output, partitionCount, wanted, parents, more, payload);
    }

    private static List<PartitionRange> all(int partitionCount) {
        return partitionCount <= 0 ? List.of() : List.of(new PartitionRange(0, partitionCount));
    }
}
