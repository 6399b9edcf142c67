package io.vonk.internal.plan;

import io.vonk.error.VonkException;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records read from a {@link Source}; one partition per split. */
public final class SourceNode extends PlanNode {
    private final Source<?> source;
    private final int minSplits;
    private volatile @Nullable List<Split> splits;

    /** A node that reads {@code source} in at least {@code minSplits} splits, where it can be divided that far. */
    public SourceNode(long id, CallSite callSite, Source<?> source, int minSplits) {
        super(id, callSite, null);
        this.source = source;
        this.minSplits = minSplits;
    }

    /** A node whose splits are known: the copy that tasks in other processes work with. */
    public static SourceNode ofSplits(long id, CallSite callSite, Source<?> source, List<Split> splits) {
        SourceNode node = new SourceNode(id, callSite, source, splits.size());
        node.splits = List.copyOf(splits);
        return node;
    }

    /** Where the records are read from. */
    public Source<?> source() {
        return source;
    }

    /** The splits; listed at the first call. */
    public synchronized List<Split> splits() {
        List<Split> known = splits;
        if (known == null) {
            try {
                known = List.copyOf(source.splits(minSplits));
            } catch (IOException e) {
                throw new VonkException(
                        "cannot list the input of " + callSite() + " (" + source.describe() + "): " + e.getMessage(),
                        e);
            }
            splits = known;
        }
        return known;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of();
    }

    @Override
    int countPartitions() {
        return splits().size();
    }

    @Override
    public String describe() {
        return source.describe();
    }
}
