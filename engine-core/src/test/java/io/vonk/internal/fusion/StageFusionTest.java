package io.vonk.internal.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.SerDoubleFunction;
import io.vonk.function.SerDoublePredicate;
import io.vonk.function.SerDoubleUnaryOperator;
import io.vonk.function.SerFunction;
import io.vonk.function.SerLongFunction;
import io.vonk.function.SerLongPredicate;
import io.vonk.function.SerLongUnaryOperator;
import io.vonk.function.SerPredicate;
import io.vonk.function.SerToDoubleFunction;
import io.vonk.function.SerToLongFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.RecordOperator.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fused loops give what a plain interpretation of the operators gives, record by record. */
@SuppressWarnings("unchecked")
class StageFusionTest {

    /** Thrown by the functions under test; the interpretation and the loop must throw the same. */
    private static final class Refused extends IOException {
        Refused(Object record) {
            super("refused " + record);
        }
    }

    private static <T> T pass(T record, int refused) throws Refused {
        if (Objects.hashCode(record) % 1000 == refused) {
            throw new Refused(record);
        }
        return record;
    }

    /** A random operator for records of {@code shape}; some functions capture, some do not. */
    private static FusedStep step(Shape shape, boolean pairs, Random random, int refused) {
        int number = random.nextInt(7);
        boolean captures = random.nextBoolean();
        if (shape == Shape.LONG && random.nextInt(8) > 0) {
            return switch (random.nextInt(4)) {
                case 0 ->
                    new FusedStep(
                            Kind.LONG_MAP,
                            captures
                                    ? (SerLongUnaryOperator) x -> pass(x, refused) * 3 + number
                                    : (SerLongUnaryOperator) x -> x ^ 5);
                case 1 ->
                    new FusedStep(
                            Kind.LONG_FILTER,
                            captures ? (SerLongPredicate) x -> x % 7 != number : (SerLongPredicate) x -> x % 5 != 0);
                case 2 ->
                    new FusedStep(
                            Kind.LONG_TO_OBJECT,
                            captures
                                    ? (SerLongFunction<Object>) x -> Pair.of(x, number)
                                    : (SerLongFunction<Object>) x -> Pair.of(x, "long"));
                default -> new FusedStep(Kind.LONG_TO_DOUBLE, RecordOperator.NONE);
            };
        }
        if (shape == Shape.DOUBLE && random.nextInt(8) > 0) {
            return switch (random.nextInt(3)) {
                case 0 ->
                    new FusedStep(
                            Kind.DOUBLE_MAP,
                            captures
                                    ? (SerDoubleUnaryOperator) x -> pass(x, refused) / 2 + number
                                    : (SerDoubleUnaryOperator) x -> -x);
                case 1 ->
                    new FusedStep(
                            Kind.DOUBLE_FILTER,
                            captures ? (SerDoublePredicate) x -> x > number : (SerDoublePredicate) x -> x < 500);
                default ->
                    new FusedStep(
                            Kind.DOUBLE_TO_OBJECT,
                            captures
                                    ? (SerDoubleFunction<Object>) x -> Pair.of(number, x)
                                    : (SerDoubleFunction<Object>) x -> Pair.of("double", x));
            };
        }
        return switch (random.nextInt(pairs && shape == Shape.OBJECT ? 9 : 6)) {
            case 0 ->
                new FusedStep(
                        Kind.MAP,
                        captures
                                ? (SerFunction<Object, Object>) x -> Pair.of(pass(x, refused), number)
                                : (SerFunction<Object, Object>) x -> Pair.of(x, "mapped"));
            case 1 ->
                new FusedStep(
                        Kind.FILTER,
                        captures
                                ? (SerPredicate<Object>) x -> Math.floorMod(Objects.hashCode(x), 7) != number
                                : (SerPredicate<Object>) x -> Objects.hashCode(x) % 5 != 0);
            case 2 -> new FusedStep(Kind.FILTER, (SerPredicate<Object>) x -> pass(x, refused) != null);
            case 3 ->
                new FusedStep(
                        Kind.KEY_BY,
                        captures
                                ? (SerFunction<Object, Object>) x -> Objects.hashCode(x) % (number + 1)
                                : (SerFunction<Object, Object>) x -> "key");
            case 4 ->
                new FusedStep(
                        Kind.MAP_TO_LONG,
                        captures
                                ? (SerToLongFunction<Object>) x -> Objects.hashCode(pass(x, refused)) + number
                                : (SerToLongFunction<Object>) x -> Objects.hashCode(x));
            case 5 ->
                new FusedStep(
                        Kind.MAP_TO_DOUBLE,
                        captures
                                ? (SerToDoubleFunction<Object>) x -> Objects.hashCode(x) + number / 4.0
                                : (SerToDoubleFunction<Object>) Objects::hashCode);
            case 6 ->
                new FusedStep(
                        Kind.MAP_VALUES,
                        captures
                                ? (SerFunction<Object, Object>) x -> Pair.of(number, pass(x, refused))
                                : (SerFunction<Object, Object>) x -> Pair.of("value", x));
            case 7 -> new FusedStep(Kind.KEYS, RecordOperator.NONE);
            default -> new FusedStep(Kind.VALUES, RecordOperator.NONE);
        };
    }

    private static boolean givesPairs(FusedStep step, boolean before) {
        return switch (step.kind()) {
            case FILTER -> before;
            case MAP, KEY_BY, MAP_VALUES, LONG_TO_OBJECT, DOUBLE_TO_OBJECT -> true;
            default -> false;
        };
    }

    /** What was dropped. */
    private static final Object DROPPED = new Object();

    private static Object interpret(FusedStep step, Object x) throws Exception {
        Object f = step.function();
        return switch (step.kind()) {
            case MAP -> ((SerFunction<Object, Object>) f).apply(x);
            case FILTER -> ((SerPredicate<Object>) f).test(x) ? x : DROPPED;
            case MAP_VALUES ->
                Pair.of(((Pair<?, ?>) x).key(), ((SerFunction<Object, Object>) f).apply(((Pair<?, ?>) x).value()));
            case KEY_BY -> Pair.of(((SerFunction<Object, Object>) f).apply(x), x);
            case KEYS -> ((Pair<?, ?>) x).key();
            case VALUES -> ((Pair<?, ?>) x).value();
            case MAP_TO_LONG -> ((SerToLongFunction<Object>) f).applyAsLong(x);
            case MAP_TO_DOUBLE -> ((SerToDoubleFunction<Object>) f).applyAsDouble(x);
            case LONG_MAP -> ((SerLongUnaryOperator) f).applyAsLong((Long) x);
            case LONG_FILTER -> ((SerLongPredicate) f).test((Long) x) ? x : DROPPED;
            case LONG_TO_OBJECT -> ((SerLongFunction<Object>) f).apply((Long) x);
            case LONG_TO_DOUBLE -> (double) (Long) x;
            case LONG_SUM -> x;
            case DOUBLE_MAP -> ((SerDoubleUnaryOperator) f).applyAsDouble((Double) x);
            case DOUBLE_FILTER -> ((SerDoublePredicate) f).test((Double) x) ? x : DROPPED;
            case DOUBLE_TO_OBJECT -> ((SerDoubleFunction<Object>) f).apply((Double) x);
            case FLAT_MAP, FLAT_MAP_VALUES -> throw new IllegalStateException("not fused");
        };
    }

    private static Batch batch(Shape shape, int size, Random random) {
        Batch batch = switch (shape) {
            case OBJECT -> new Batch.Objects();
            case LONG -> new Batch.Longs();
            case DOUBLE -> new Batch.Doubles();
        };
        for (int i = 0; i < size; i++) {
            if (batch instanceof Batch.Objects objects) {
                objects.records[i] = random.nextInt(20) == 0 ? null : "text " + random.nextInt(5_000);
            } else if (batch instanceof Batch.Longs longs) {
                longs.records[i] = random.nextInt(5_000);
            } else if (batch instanceof Batch.Doubles doubles) {
                doubles.records[i] = random.nextInt(5_000) / 4.0;
            }
        }
        batch.size = size;
        return batch;
    }

    @Test
    void randomRunsGiveWhatTheInterpretationGives() throws Exception {
        StageFusion fusion = new StageFusion(64);
        int thrown = 0;
        int completed = 0;
        int sums = 0;
        for (long seed = 0; seed < 1_500; seed++) {
            Random random = new Random(seed);
            Shape shape = Shape.values()[random.nextInt(3)];
            int refused = random.nextInt(4) == 0 ? random.nextInt(1000) : -5_000;
            List<FusedStep> steps = new ArrayList<>();
            boolean pairs = false;
            Shape at = shape;
            for (int i = 1 + random.nextInt(StageFusion.MAX_LENGTH); i > 0; i--) {
                FusedStep step = step(at, pairs, random, refused);
                if (steps.isEmpty() && step.kind().input() != shape) {
                    shape = step.kind().input();
                }
                steps.add(step);
                pairs = givesPairs(step, pairs);
                at = step.kind().output();
            }
            boolean summed = at == Shape.LONG && steps.size() < StageFusion.MAX_LENGTH && random.nextBoolean();
            if (summed) {
                steps.add(new FusedStep(Kind.LONG_SUM, RecordOperator.NONE));
            }
            Batch input = batch(shape, random.nextInt(Batch.CAPACITY + 1), random);
            List<Object> expected = new ArrayList<>();
            int failedRecord = -1;
            int failedStep = -1;
            Exception failure = null;
            for (int i = 0; i < input.size && failure == null; i++) {
                Object record = input.record(i);
                for (int k = 0; k < steps.size() && record != DROPPED; k++) {
                    try {
                        record = interpret(steps.get(k), record);
                    } catch (Exception e) {
                        failure = e;
                        failedRecord = i;
                        failedStep = k;
                        break;
                    }
                }
                if (record != DROPPED) {
                    expected.add(record);
                }
            }
            if (summed && failure == null) {
                expected = List.of(expected.stream().mapToLong(x -> (Long) x).sum());
                sums++;
            }
            FusedRun run = fusion.fuse(steps);
            if (failure == null) {
                Batch output = run.apply(input);
                List<Object> actual = new ArrayList<>();
                for (int i = 0; i < output.size; i++) {
                    actual.add(output.record(i));
                }
                assertEquals(expected, actual, "seed " + seed);
                completed++;
            } else {
                Object before = input.record(failedRecord);
                Throwable e = assertThrows(failure.getClass(), () -> run.apply(input), "seed " + seed);
                assertEquals(failure.getMessage(), e.getMessage(), "seed " + seed);
                assertEquals(failedRecord, run.position().index(), "seed " + seed);
                assertEquals(failedStep, run.position().operator(), "seed " + seed);
                assertEquals(before, input.record(failedRecord), "seed " + seed);
                thrown++;
            }
        }
        assertTrue(
                thrown > 50 && completed > 500 && sums > 50,
                thrown + " runs threw, " + completed + " completed, " + sums + " ended with a sum");
        assertEquals(64, fusion.size());
    }

    private static List<FusedStep> scaled(long factor) {
        return List.of(
                new FusedStep(Kind.LONG_MAP, (SerLongUnaryOperator) x -> x * factor),
                new FusedStep(Kind.LONG_FILTER, (SerLongPredicate) x -> x % 2 == 0));
    }

    private static List<Long> run(FusedRun run, long... records) throws Exception {
        Batch.Longs batch = new Batch.Longs();
        System.arraycopy(records, 0, batch.records, 0, records.length);
        batch.size = records.length;
        Batch result = run.apply(batch);
        List<Long> out = new ArrayList<>();
        for (int i = 0; i < result.size; i++) {
            out.add((Long) result.record(i));
        }
        return out;
    }

    @Test
    void runsOfOneShapeShareTheClassButNotTheCaptures() throws Exception {
        StageFusion fusion = new StageFusion(10);
        assertFalse(fusion.knows(scaled(3)));
        FusedRun three = fusion.fuse(scaled(3));
        assertTrue(fusion.knows(scaled(5)));
        FusedRun five = fusion.fuse(scaled(5));
        assertEquals(1, fusion.size());
        assertEquals(List.of(6L), run(three, 1, 2, 3));
        assertEquals(List.of(10L), run(five, 1, 2, 3));
    }

    @Test
    void theClassesUsedLastAreKept() {
        StageFusion fusion = new StageFusion(2);
        List<FusedStep> first = scaled(1);
        List<FusedStep> second = first.subList(0, 1);
        List<FusedStep> third = first.subList(1, 2);
        fusion.fuse(first);
        fusion.fuse(second);
        fusion.fuse(first);
        fusion.fuse(third);
        assertTrue(fusion.knows(first));
        assertFalse(fusion.knows(second));
        assertTrue(fusion.knows(third));
    }

    @Test
    void exceptionsComeThroughAsTheyAre() {
        OutOfMemoryError error = new OutOfMemoryError("of the user's own making");
        FusedRun run = new StageFusion(1).fuse(List.of(new FusedStep(Kind.LONG_MAP, (SerLongUnaryOperator) x -> {
            if (x == 2) {
                throw error;
            }
            return x;
        })));
        assertSame(error, assertThrows(OutOfMemoryError.class, () -> run(run, 1, 2, 3)));
        assertEquals(1, run.position().index());
    }

    @Test
    void operatorsThatExpandAreRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new FusedStep(Kind.FLAT_MAP, RecordOperator.NONE));
        assertEquals("FLAT_MAP makes several records of one and cannot be fused", e.getMessage());
    }
}
