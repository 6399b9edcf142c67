package io.vonk.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.SerFunction;
import io.vonk.function.SerLongFunction;
import io.vonk.function.SerLongPredicate;
import io.vonk.function.SerLongUnaryOperator;
import io.vonk.function.SerPredicate;
import io.vonk.function.SerToLongFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.UnionNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pipelines give the same before and after they change to generated code. */
class PipelineTest {
    private static final CallSite SITE = new CallSite("source", "PipelineTest.java", 1, "test");
    private static final PlanNode SOURCE = new UnionNode(0, SITE, List.of());

    /** The numbers from 0 up to an end, as longs or as objects, in full batches. */
    private static final class Numbers implements BatchReader {
        private final long end;
        private final boolean boxed;
        private long next;

        Numbers(long end, boolean boxed) {
            this.end = end;
            this.boxed = boxed;
        }

        @Override
        public Batch next() {
            if (next == end) {
                return null;
            }
            int size = (int) Math.min(Batch.CAPACITY, end - next);
            Batch batch;
            if (boxed) {
                Batch.Objects objects = new Batch.Objects();
                for (int i = 0; i < size; i++) {
                    objects.records[i] = next++;
                }
                batch = objects;
            } else {
                Batch.Longs longs = new Batch.Longs();
                for (int i = 0; i < size; i++) {
                    longs.records[i] = next++;
                }
                batch = longs;
            }
            batch.size = size;
            return batch;
        }

        @Override
        public void close() {}
    }

    private static OperatorNode node(int number, Kind kind, Serializable function) {
        return new OperatorNode(
                number + 1,
                new CallSite("operator " + number, "PipelineTest.java", number + 1, "test"),
                SOURCE,
                new RecordOperator(kind, function),
                null);
    }

    private static Pipeline pipeline(BatchReader input, List<OperatorNode> nodes, TierUp tierUp) {
        return new Pipeline(input, nodes, new FunctionInstances(PipelineTest.class.getClassLoader()), () -> {}, tierUp);
    }

    private static List<Object> records(Pipeline pipeline) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Batch batch = pipeline.next(); batch != null; batch = pipeline.next()) {
            assertTrue(batch.size > 0);
            for (int i = 0; i < batch.size; i++) {
                records.add(batch.record(i));
            }
        }
        assertNull(pipeline.next());
        return records;
    }

    /** Maps, filters, expansions, changes of shape and pairs. */
    private static List<OperatorNode> manyKinds(int number) {
        return List.of(
                node(0, Kind.LONG_MAP, (SerLongUnaryOperator) x -> x * 7 + number),
                node(1, Kind.LONG_FILTER, (SerLongPredicate) x -> x % 3 != 0),
                node(2, Kind.FILTER, (SerPredicate<Object>) x -> (Long) x % 5 != 0),
                node(3, Kind.FLAT_MAP, (SerFunction<Object, Iterator<?>>)
                        x -> Collections.nCopies((int) ((Long) x % 4), x).iterator()),
                node(4, Kind.KEY_BY, (SerFunction<Object, Object>) x -> (Long) x % 11),
                node(5, Kind.FLAT_MAP_VALUES, (SerFunction<Object, Iterator<?>>)
                        x -> List.of(x, -(Long) x).iterator()),
                node(6, Kind.MAP_VALUES, (SerFunction<Object, Object>) x -> (Long) x + 1),
                node(7, Kind.MAP, (SerFunction<Object, Object>) x -> ((Pair<?, ?>) x).swap()),
                node(8, Kind.KEYS, RecordOperator.NONE),
                node(9, Kind.MAP_TO_LONG, (SerToLongFunction<Object>) x -> (Long) x),
                node(10, Kind.LONG_TO_OBJECT, (SerLongFunction<Object>) x -> "n" + x));
    }

    @Test
    void generatedCodeGivesWhatGeneralStepsGive() throws Exception {
        long end = StageFusion.WARM_RECORDS + 20_000;
        List<Object> general = records(pipeline(new Numbers(end, false), manyKinds(3), TierUp.never()));
        StageFusion fusion = new StageFusion(10);
        List<Object> tiered = records(pipeline(new Numbers(end, false), manyKinds(3), TierUp.with(fusion)));
        assertEquals(general, tiered);
        assertEquals(3, fusion.size());
        List<Object> hot = records(pipeline(new Numbers(end, false), manyKinds(3), TierUp.with(fusion)));
        assertEquals(general, hot);
        assertEquals(3, fusion.size());
    }

    @Test
    void recordsOfAllTasksOfAStageCount() throws Exception {
        StageFusion fusion = new StageFusion(10);
        TierUp tierUp = TierUp.with(fusion);
        List<OperatorNode> one = List.of(node(0, Kind.MAP, (SerFunction<Object, Object>) x -> (Long) x + 1));
        int tasks = 10;
        for (int task = 0; task < tasks; task++) {
            assertEquals(0, fusion.size());
            records(pipeline(new Numbers(StageFusion.WARM_RECORDS / tasks, true), one, tierUp));
        }
        assertEquals(1, fusion.size());
    }

    @Test
    void recordsThatAnExpansionMakesCount() throws Exception {
        StageFusion fusion = new StageFusion(10);
        List<OperatorNode> nodes = List.of(
                node(0, Kind.FLAT_MAP, (SerFunction<Object, Iterator<?>>)
                        x -> Collections.nCopies(StageFusion.WARM_RECORDS, x).iterator()),
                node(1, Kind.MAP, (SerFunction<Object, Object>) x -> (Long) x + 1));
        List<Object> records = records(pipeline(new Numbers(1, true), nodes, TierUp.with(fusion)));
        assertEquals(Collections.nCopies(StageFusion.WARM_RECORDS, 1L), records);
        assertEquals(1, fusion.size());
    }

    @Test
    void runsLongerThanALoopAreCut() throws Exception {
        List<OperatorNode> nodes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nodes.add(node(i, Kind.MAP, (SerFunction<Object, Object>) x -> (Long) x + 1));
        }
        StageFusion fusion = new StageFusion(10);
        List<Object> records =
                records(pipeline(new Numbers(StageFusion.WARM_RECORDS + 1, true), nodes, TierUp.with(fusion)));
        assertEquals(StageFusion.WARM_RECORDS + 1, records.size());
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i + 100L, records.get(i));
        }
        assertEquals(2, fusion.size());
    }

    @Test
    void failuresNameTheOperatorAndItsRecordInAllTiers() {
        // Batches after another go through one loop, and through one for each operator.
        long hot = StageFusion.WARM_RECORDS + 50_000;
        for (long failing : new long[] {500, hot, hot + Batch.CAPACITY}) {
            IllegalStateException thrown = new IllegalStateException("refused");
            List<OperatorNode> nodes = List.of(
                    node(0, Kind.LONG_FILTER, (SerLongPredicate) x -> x % 2 == 0),
                    node(1, Kind.MAP, (SerFunction<Object, Object>) x -> "record " + x),
                    node(2, Kind.MAP, new Refusing("record " + failing, thrown)),
                    node(3, Kind.MAP, (SerFunction<Object, Object>) x -> x + "!"));
            Pipeline pipeline = pipeline(new Numbers(failing + 10_000, false), nodes, TierUp.with(new StageFusion(10)));
            OperatorException e = assertThrows(OperatorException.class, () -> records(pipeline));
            assertEquals("operator 2", e.callSite().operation());
            assertEquals("\"record " + failing + "\"", e.record());
            assertEquals("refused", e.thrown().getMessage());
            assertSame(IllegalStateException.class, e.thrown().getClass());
        }
    }

    private record Refusing(String record, RuntimeException thrown) implements SerFunction<Object, Object> {
        @Override
        public Object apply(Object value) {
            if (value.equals(record)) {
                throw thrown;
            }
            return value;
        }
    }
}
