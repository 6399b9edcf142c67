package io.vonk.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.VonkException;
import io.vonk.function.HashPartitioner;
import io.vonk.function.SerFunction;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.operator.CollectionSource;
import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.CoalesceNode;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.plan.UnionNode;
import io.vonk.runtime.StorageLevel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What runs when stages travel is tested by the tests of all operators, on a backend of their own. */
class StageBytesTest {
    private static final ClassLoader LOADER = StageBytesTest.class.getClassLoader();
    private static final CallSite SITE = new CallSite("map", "Program.java", 7, "Program.main");

    @Test
    void aPlanArrivesWithItsShapeItsMarksAndItsLines() {
        SourceNode numbers = source(1, 4);
        OperatorNode kept = map(2, numbers, record -> record);
        kept.marks().storageLevel(StorageLevel.DISK_ONLY);
        ShuffleNode shuffled = new ShuffleNode(3, SITE, source(9, 2), new Exchange.Place(new HashPartitioner(3)));
        // The kept node has two children: it must arrive once.
        UnionNode union = new UnionNode(4, SITE, List.of(kept, shuffled, kept));
        CoalesceNode root = new CoalesceNode(5, SITE, union, 2);

        StagePlan.Writing arrived = assertInstanceOf(
                StagePlan.Writing.class,
                arrived(new StagePlan.Writing(
                        root, new ShuffleId(77), new Exchange.Group(new HashPartitioner(5)), SITE)));

        assertEquals(new ShuffleId(77), arrived.shuffle());
        assertEquals(5, arrived.exchange().partitioner().partitionCount());
        assertEquals(SITE, arrived.callSite());
        List<PlanNode> nodes =
                PlanWalk.postOrder(arrived.root(), node -> node instanceof ShuffleNode ? List.of() : node.parents());
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L), nodes.stream().map(PlanNode::id).toList());
        assertEquals(
                List.of(4, 4, 3, 11, 2),
                nodes.stream().map(PlanNode::partitionCount).toList());
        assertEquals(StorageLevel.DISK_ONLY, nodes.get(1).marks().storageLevel());
        assertEquals(nodes.get(1), nodes.get(3).parents().get(2));
        assertTrue(nodes.stream().allMatch(node -> node.callSite().equals(SITE)));
    }

    @Test
    void aCheckpointStandsForWhatItWasMadeOf() {
        OperatorNode checkpointed = map(2, source(1, 4), record -> record);
        checkpointed.marks().storageLevel(StorageLevel.MEMORY_ONLY);
        checkpointed.marks().checkpoint(source(8, 4));

        StagePlan arrived = arrived(new StagePlan.Giving(checkpointed, Results.count(), SITE));

        PlanNode root = arrived.root();
        assertInstanceOf(SourceNode.class, root);
        // What is kept is kept under the number that the program's collection has.
        assertEquals(2, root.id());
        assertEquals(StorageLevel.MEMORY_ONLY, root.marks().storageLevel());
    }

    @Test
    void theDepthOfAPlanIsNoLimit() {
        PlanNode root = source(1, 1);
        SerFunction<Object, Object> same = record -> record;
        for (int i = 0; i < 20_000; i++) {
            root = map(2 + i, root, same);
        }

        StagePlan arrived = arrived(new StagePlan.Giving(root, Results.count(), SITE));

        assertEquals(20_001, arrived.root().id());
    }

    @Test
    void whatCannotTravelIsNamed() {
        Object notSerializable = new Object();
        PlanNode root = map(2, source(1, 1), record -> notSerializable);

        VonkException refused = assertThrows(
                VonkException.class, () -> StageBytes.write(new StagePlan.Giving(root, Results.count(), SITE)));

        assertTrue(refused.getMessage().contains("map at Program.java:7"), refused::getMessage);
        assertTrue(refused.getMessage().contains("Path: function → notSerializable"), refused::getMessage);
    }

    @Test
    void damagedBytesAreRefused() {
        PlanNode root = map(3, new UnionNode(2, SITE, List.of(source(1, 2), source(8, 1))), record -> record);
        byte[] bytes = StageBytes.write(new StagePlan.Giving(root, Results.count(), SITE));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(VonkException.class, () -> StageBytes.read(cut, LOADER), "cut at " + length);
        }
        byte[] later = bytes.clone();
        later[0]++;
        VonkException version = assertThrows(VonkException.class, () -> StageBytes.read(later, LOADER));
        assertTrue(version.getMessage().contains("version 2, not 1"), version::getMessage);
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                StageBytes.read(flipped, LOADER);
            } catch (VonkException expected) {
                // A flip in a text or a number may also give another stage: what travels has a checksum of its own.
            }
        }
    }

    private StagePlan arrived(StagePlan tasks) {
        return StageBytes.read(StageBytes.write(tasks), LOADER);
    }

    private static SourceNode source(long id, int splits) {
        List<Integer> records = IntStream.range(0, 10).boxed().toList();
        return new SourceNode(id, SITE, new CollectionSource<>(records, splits), splits);
    }

    private static OperatorNode map(long id, PlanNode parent, SerFunction<Object, Object> function) {
        return new OperatorNode(id, SITE, parent, new RecordOperator(RecordOperator.Kind.MAP, function), null);
    }
}
