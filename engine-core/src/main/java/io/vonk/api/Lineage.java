package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.function.SerFunction;
import io.vonk.internal.operator.Shuffling;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.CoalesceNode;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.Operator;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.PartitionOperator;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.plan.UnionNode;
import io.vonk.internal.plan.ZipFunction;
import io.vonk.internal.plan.ZipNode;
import io.vonk.internal.serial.Closures;
import io.vonk.internal.session.Session;
import io.vonk.io.Source;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes plan nodes for one operation of a user: each {@code Rdd} method begins with {@code lineage.at("map")}, which
 * remembers the user's line, and goes on with the nodes that the operation is composed of.
 */
final class Lineage {
    /** A record as a key without a value. */
    @SuppressWarnings("NullAway") // there is no value
    static final SerFunction<Object, Object> TO_KEY = record -> new Pair<>(record, null);

    private final VonkSession session;
    private final Session backend;

    Lineage(VonkSession session, Session backend) {
        this.session = session;
        this.backend = backend;
    }

    VonkSession session() {
        return session;
    }

    /** Begins an operation that the user has called. */
    Step at(String operation) {
        session.checkOpen(operation);
        return new Step(CallSite.here(operation));
    }

    /** One operation of the user, which may take several nodes. */
    final class Step {
        private final CallSite callSite;

        private Step(CallSite callSite) {
            this.callSite = callSite;
        }

        CallSite callSite() {
            return callSite;
        }

        /** Checks that the user's function can travel, and returns it. */
        <F extends Serializable> F checked(F function) {
            Closures.check(function, callSite);
            return function;
        }

        SourceNode source(Source<?> source, int minSplits) {
            return new SourceNode(backend.nextNodeId(), callSite, source, minSplits);
        }

        OperatorNode each(PlanNode parent, RecordOperator.Kind kind, Serializable function) {
            return each(parent, kind, function, null);
        }

        OperatorNode each(
                PlanNode parent, RecordOperator.Kind kind, Serializable function, @Nullable Partitioner partitioner) {
            return node(parent, new RecordOperator(kind, checked(function)), partitioner);
        }

        OperatorNode partitions(PlanNode parent, PartitionFunction function) {
            return partitions(parent, function, null);
        }

        OperatorNode partitions(PlanNode parent, PartitionFunction function, @Nullable Partitioner partitioner) {
            return node(parent, new PartitionOperator(checked(function)), partitioner);
        }

        private OperatorNode node(PlanNode parent, Operator operator, @Nullable Partitioner partitioner) {
            return new OperatorNode(backend.nextNodeId(), callSite, parent, operator, partitioner);
        }

        PlanNode union(List<PlanNode> parents) {
            return new UnionNode(backend.nextNodeId(), callSite, parents);
        }

        PlanNode zip(List<? extends PlanNode> parents, ZipFunction function, @Nullable Partitioner partitioner) {
            return new ZipNode(backend.nextNodeId(), callSite, parents, checked(function), partitioner);
        }

        ShuffleNode shuffle(PlanNode parent, Exchange exchange) {
            checked(exchange);
            return new ShuffleNode(backend.nextNodeId(), callSite, parent, exchange);
        }

        /** Records brought together by key: as they are if they lie right already, else shuffled. */
        PlanNode placed(PlanNode pairs, Partitioner partitioner) {
            return partitioner.equals(pairs.partitioner()) ? pairs : shuffle(pairs, new Exchange.Place(partitioner));
        }

        /** Records, each once, as keys without values, placed by {@code partitioner}. */
        PlanNode distinctKeys(PlanNode records, Partitioner partitioner) {
            return each(
                    shuffle(records, new Exchange.Distinct(partitioner)), RecordOperator.Kind.MAP, TO_KEY, partitioner);
        }

        /** Records spread evenly, whatever they are. */
        PlanNode spread(PlanNode records, int partitionCount) {
            PlanNode numbered = partitions(records, new Shuffling.Numbering(partitionCount));
            PlanNode shuffled = shuffle(numbered, new Exchange.Place(new Shuffling.ByNumber(partitionCount)));
            return each(shuffled, RecordOperator.Kind.VALUES, RecordOperator.NONE);
        }

        PlanNode coalesced(PlanNode records, int partitionCount, boolean shuffle) {
            requirePartitions(partitionCount);
            return shuffle
                    ? spread(records, partitionCount)
                    : new CoalesceNode(backend.nextNodeId(), callSite, records, partitionCount);
        }

        long nextNodeId() {
            return backend.nextNodeId();
        }

        void requirePartitions(int partitionCount) {
            if (partitionCount < 1) {
                throw new IllegalArgumentException(
                        callSite.operation() + " needs at least 1 partition; got: " + partitionCount);
            }
        }
    }
}
