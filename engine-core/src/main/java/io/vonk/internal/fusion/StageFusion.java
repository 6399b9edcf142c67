package io.vonk.internal.fusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes fused runs, and keeps what it generated for the shapes used last: operator kinds and the functions'
 * classes. A stage whose shape was met before runs hot from its first record.
 *
 * <p>Belongs to one session or executor and is not static, so that the users' classes end with it. Thread safety: safe for
 * use by many threads.
 */
public final class StageFusion {
    /** Runs are cut after so many operators: the loop stays of a size that the JIT likes. */
    public static final int MAX_LENGTH = 16;

    /** Generating code pays off for a stage of at least this many records. */
    public static final int WARM_RECORDS = 200_000;

    /** How many shapes of stages a session keeps. */
    private static final int CAPACITY_OF_SESSION = 256;

    private final int capacity;
    private final Map<List<FusedStep.Shape>, FusedClass> classes = new LinkedHashMap<>(16, 0.75f, true);

    /** Keeps at most {@code capacity} classes. */
    public StageFusion(int capacity) {
        this.capacity = capacity;
    }

    /** What the tasks of a session use in one process. */
    public static StageFusion ofSession() {
        return new StageFusion(CAPACITY_OF_SESSION);
    }

    /** Whether the class for these operators exists, so that using it costs nothing. */
    public boolean knows(List<FusedStep> steps) {
        List<FusedStep.Shape> shape = shape(steps);
        synchronized (classes) {
            return classes.containsKey(shape);
        }
    }

    /** How many classes are kept. */
    public int size() {
        synchronized (classes) {
            return classes.size();
        }
    }

    /** Makes one loop of 1 to {@link #MAX_LENGTH} operators, each with its input as the one before gives it. */
    public FusedRun fuse(List<FusedStep> steps) {
        if (steps.isEmpty() || steps.size() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a run of " + steps.size() + " operators; 1 to " + MAX_LENGTH + " can be fused");
        }
        return classFor(steps).run(steps);
    }

    private FusedClass classFor(List<FusedStep> steps) {
        List<FusedStep.Shape> shape = shape(steps);
        // Generating within the lock: tasks of one stage get hot at the same time, and want the same class.
        synchronized (classes) {
            FusedClass known = classes.get(shape);
            if (known == null) {
                known = FusedClass.generate(steps);
                classes.put(shape, known);
                if (classes.size() > capacity) {
                    classes.remove(classes.keySet().iterator().next());
                }
            }
            return known;
        }
    }

    private static List<FusedStep.Shape> shape(List<FusedStep> steps) {
        List<FusedStep.Shape> shape = new ArrayList<>(steps.size());
        for (FusedStep step : steps) {
            shape.add(step.shape());
        }
        return List.copyOf(shape);
    }
}
