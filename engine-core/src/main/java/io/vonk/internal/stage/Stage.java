package io.vonk.internal.stage;

import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.ShuffleNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a plan that run in one task per partition: everything from the shuffles or sources that are read up to the
 * next shuffle or the end.
 *
 * @param root the last node that the tasks compute
 * @param output the shuffle that the tasks write, or null if they give results to the driver
 * @param inputs the shuffles that the tasks read
 * @param partitionCount how many tasks there are
 */
public record Stage(PlanNode root, @Nullable ShuffleNode output, List<ShuffleNode> inputs, int partitionCount) {
    public Stage {
        inputs = List.copyOf(inputs);
    }
}
