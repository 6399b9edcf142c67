package io.vonk.internal.fusion;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.ATHROW;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DASTORE;
import static org.objectweb.asm.Opcodes.DLOAD;
import static org.objectweb.asm.Opcodes.DSTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.L2D;
import static org.objectweb.asm.Opcodes.LADD;
import static org.objectweb.asm.Opcodes.LALOAD;
import static org.objectweb.asm.Opcodes.LASTORE;
import static org.objectweb.asm.Opcodes.LCONST_0;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LSTORE;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.PUTSTATIC;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

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
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.RecordOperator.Shape;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the loop of a run of operators as one would by hand. For a map, a filter and a map to long:
 *
 * <pre>
 * public void apply(Batch input, Batch output, Position at) throws Exception {
 *     Object[] from = ((Batch.Objects) input).records;
 *     long[] to = ((Batch.Longs) output).records;
 *     int size = input.size;
 *     int kept = 0;
 *     for (int i = 0; i &lt; size; i++) {
 *         Object record0 = from[i];
 *         Object record1 = function0.apply(record0);
 *         if (!function1.test(record1)) continue;
 *         to[kept++] = function2.applyAsLong(record1);
 *     }
 *     output.size = kept;
 * }
 * </pre>
 * Where the last operator is a sum, the loop adds to a variable instead, and the output is one record.
 * Each call has an exception handler of its own, which notes {@code i} and the operator and throws on; this costs nothing
 * where nothing is thrown.
 */
final class LoopGenerator {
    private static final String NAME = "io/vonk/internal/fusion/VonkStage";
    private static final String BATCH = Type.getInternalName(Batch.class);
    private static final String POSITION = Type.getInternalName(Position.class);
    private static final String PAIR = Type.getInternalName(Pair.class);
    private static final String APPLY = "(L" + BATCH + ";L" + BATCH + ";L" + POSITION + ";)V";
    private static final String MARK = "(Ljava/lang/Throwable;L" + POSITION + ";II)Ljava/lang/Throwable;";

    private static final int THIS = 0;
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int AT = 3;
    private static final int FROM = 4;
    private static final int TO = 5;
    private static final int SIZE = 6;
    private static final int KEPT = 7;
    private static final int INDEX = 8;
    private static final int SUM = 9;
    private static final int FIRST_RECORD = 11;

    private final List<FusedStep> steps;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
    private final List<Guarded> guarded = new ArrayList<>();

    /** Where the current record is, and what it is. */
    private int local = FIRST_RECORD;

    private Shape shape;

    LoopGenerator(List<FusedStep> steps) {
        this.steps = steps;
        this.shape = steps.get(0).kind().input();
    }

    /** Instructions of one operator, from a label to another. */
    private record Guarded(Label start, Label end, int operator) {}

    /** The interface that a kind's function has, and its method. */
    private record Call(Class<?> owner, String method, String descriptor) {
        static Call of(Kind kind) {
            return switch (kind) {
                case MAP, MAP_VALUES, KEY_BY ->
                    new Call(SerFunction.class, "apply", "(Ljava/lang/Object;)Ljava/lang/Object;");
                case FILTER -> new Call(SerPredicate.class, "test", "(Ljava/lang/Object;)Z");
                case MAP_TO_LONG -> new Call(SerToLongFunction.class, "applyAsLong", "(Ljava/lang/Object;)J");
                case MAP_TO_DOUBLE -> new Call(SerToDoubleFunction.class, "applyAsDouble", "(Ljava/lang/Object;)D");
                case LONG_MAP -> new Call(SerLongUnaryOperator.class, "applyAsLong", "(J)J");
                case LONG_FILTER -> new Call(SerLongPredicate.class, "test", "(J)Z");
                case LONG_TO_OBJECT -> new Call(SerLongFunction.class, "apply", "(J)Ljava/lang/Object;");
                case DOUBLE_MAP -> new Call(SerDoubleUnaryOperator.class, "applyAsDouble", "(D)D");
                case DOUBLE_FILTER -> new Call(SerDoublePredicate.class, "test", "(D)Z");
                case DOUBLE_TO_OBJECT -> new Call(SerDoubleFunction.class, "apply", "(D)Ljava/lang/Object;");
                case KEYS, VALUES, LONG_TO_DOUBLE, LONG_SUM, FLAT_MAP, FLAT_MAP_VALUES ->
                    throw new IllegalStateException(kind + " calls no function in a fused loop");
            };
        }
    }

    private static boolean calls(Kind kind) {
        return switch (kind) {
            case KEYS, VALUES, LONG_TO_DOUBLE, LONG_SUM -> false;
            default -> true;
        };
    }

    byte[] bytes() {
        type.visit(
                V17, ACC_FINAL, NAME, null, "java/lang/Object", new String[] {Type.getInternalName(FusedCode.class)});
        functions();
        apply();
        type.visitEnd();
        return type.toByteArray();
    }

    /** Constants for functions without state, fields for the others. */
    private void functions() {
        MethodVisitor init = type.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        MethodVisitor constructor = type.visitMethod(ACC_PUBLIC, "<init>", "([Ljava/lang/Object;)V", null, null);
        constructor.visitVarInsn(ALOAD, THIS);
        constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        int constant = 0;
        for (int i = 0; i < steps.size(); i++) {
            FusedStep.Shape step = steps.get(i).shape();
            if (calls(step.kind())) {
                String owner = Type.getInternalName(Call.of(step.kind()).owner());
                int access = ACC_PRIVATE | ACC_FINAL | (step.stateless() ? ACC_STATIC : 0);
                type.visitField(access, "function" + i, "L" + owner + ";", null, null)
                        .visitEnd();
                if (step.stateless()) {
                    constant(init, i, owner, constant);
                } else {
                    constructor.visitVarInsn(ALOAD, THIS);
                    constructor.visitVarInsn(ALOAD, 1);
                    constructor.visitLdcInsn(i);
                    constructor.visitInsn(AALOAD);
                    constructor.visitTypeInsn(CHECKCAST, owner);
                    constructor.visitFieldInsn(PUTFIELD, NAME, "function" + i, "L" + owner + ";");
                }
            }
            constant += step.stateless() ? 1 : 0;
        }
        for (MethodVisitor method : List.of(init, constructor)) {
            method.visitInsn(RETURN);
            method.visitMaxs(0, 0);
            method.visitEnd();
        }
    }

    private static void constant(MethodVisitor init, int step, String owner, int constant) {
        String handles = "java/lang/invoke/MethodHandles";
        init.visitMethodInsn(INVOKESTATIC, handles, "lookup", "()L" + handles + "$Lookup;", false);
        init.visitLdcInsn("_");
        init.visitLdcInsn(Type.getObjectType(owner));
        init.visitLdcInsn(constant);
        init.visitMethodInsn(
                INVOKESTATIC,
                handles,
                "classDataAt",
                "(L" + handles + "$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
                false);
        init.visitTypeInsn(CHECKCAST, owner);
        init.visitFieldInsn(PUTSTATIC, NAME, "function" + step, "L" + owner + ";");
    }

    private void apply() {
        MethodVisitor code = type.visitMethod(ACC_PUBLIC, "apply", APPLY, null, new String[] {"java/lang/Exception"});
        Kind last = steps.get(steps.size() - 1).kind();
        Shape output = last.output();
        records(code, INPUT, shape, FROM);
        records(code, OUTPUT, output, TO);
        code.visitVarInsn(ALOAD, INPUT);
        code.visitFieldInsn(GETFIELD, BATCH, "size", "I");
        code.visitVarInsn(ISTORE, SIZE);
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, KEPT);
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, INDEX);
        if (last == Kind.LONG_SUM) {
            code.visitInsn(LCONST_0);
            code.visitVarInsn(LSTORE, SUM);
        }

        Label loop = new Label();
        Label next = new Label();
        Label end = new Label();
        code.visitLabel(loop);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitVarInsn(ILOAD, SIZE);
        code.visitJumpInsn(IF_ICMPGE, end);
        code.visitVarInsn(ALOAD, FROM);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitInsn(pick(shape, AALOAD, LALOAD, DALOAD));
        store(code);
        for (int i = 0; i < steps.size(); i++) {
            step(code, i, next);
        }
        if (last != Kind.LONG_SUM) {
            code.visitVarInsn(ALOAD, TO);
            code.visitVarInsn(ILOAD, KEPT);
            load(code);
            code.visitInsn(pick(output, AASTORE, LASTORE, DASTORE));
            code.visitIincInsn(KEPT, 1);
        }
        code.visitLabel(next);
        code.visitIincInsn(INDEX, 1);
        code.visitJumpInsn(GOTO, loop);

        code.visitLabel(end);
        if (last == Kind.LONG_SUM) {
            code.visitVarInsn(ALOAD, TO);
            code.visitInsn(ICONST_0);
            code.visitVarInsn(LLOAD, SUM);
            code.visitInsn(LASTORE);
            code.visitInsn(ICONST_1);
            code.visitVarInsn(ISTORE, KEPT);
        }
        code.visitVarInsn(ALOAD, OUTPUT);
        code.visitVarInsn(ILOAD, KEPT);
        code.visitFieldInsn(PUTFIELD, BATCH, "size", "I");
        code.visitInsn(RETURN);
        handlers(code);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static void records(MethodVisitor code, int batch, Shape shape, int into) {
        Class<?> owner = pick(shape, Batch.Objects.class, Batch.Longs.class, Batch.Doubles.class);
        Class<?> array = pick(shape, Object[].class, long[].class, double[].class);
        code.visitVarInsn(ALOAD, batch);
        code.visitTypeInsn(CHECKCAST, Type.getInternalName(owner));
        code.visitFieldInsn(GETFIELD, Type.getInternalName(owner), "records", Type.getDescriptor(array));
        code.visitVarInsn(ASTORE, into);
    }

    private void step(MethodVisitor code, int index, Label next) {
        Kind kind = steps.get(index).kind();
        Label start = new Label();
        Label end = new Label();
        code.visitLabel(start);
        convert(code, kind.input());
        switch (kind) {
            case MAP, MAP_TO_LONG, MAP_TO_DOUBLE, LONG_MAP, LONG_TO_OBJECT, DOUBLE_MAP, DOUBLE_TO_OBJECT -> {
                function(code, index);
                load(code);
                call(code, kind);
                fresh(kind.output());
                store(code);
            }
            case FILTER, LONG_FILTER, DOUBLE_FILTER -> {
                function(code, index);
                load(code);
                call(code, kind);
                code.visitJumpInsn(IFEQ, next);
            }
            case MAP_VALUES -> {
                load(code);
                code.visitTypeInsn(CHECKCAST, PAIR);
                fresh(Shape.OBJECT);
                store(code);
                newPair(code);
                part(code, "key");
                function(code, index);
                part(code, "value");
                call(code, kind);
                finishPair(code);
            }
            case KEY_BY -> {
                newPair(code);
                function(code, index);
                load(code);
                call(code, kind);
                load(code);
                finishPair(code);
            }
            case KEYS -> {
                part(code, "key");
                fresh(Shape.OBJECT);
                store(code);
            }
            case VALUES -> {
                part(code, "value");
                fresh(Shape.OBJECT);
                store(code);
            }
            case LONG_TO_DOUBLE -> {
                load(code);
                code.visitInsn(L2D);
                fresh(Shape.DOUBLE);
                store(code);
            }
            case LONG_SUM -> {
                code.visitVarInsn(LLOAD, SUM);
                load(code);
                code.visitInsn(LADD);
                code.visitVarInsn(LSTORE, SUM);
            }
            case FLAT_MAP, FLAT_MAP_VALUES -> throw new IllegalStateException(kind + " cannot be fused");
        }
        code.visitLabel(end);
        guarded.add(new Guarded(start, end, index));
    }

    /** Primitive records become objects where an operator on objects follows. */
    private void convert(MethodVisitor code, Shape wanted) {
        if (wanted == shape) {
            return;
        }
        if (wanted != Shape.OBJECT) {
            throw new IllegalArgumentException("an operator on " + wanted + " cannot follow one that gives " + shape);
        }
        load(code);
        String box = shape == Shape.LONG ? "java/lang/Long" : "java/lang/Double";
        code.visitMethodInsn(INVOKESTATIC, box, "valueOf", (shape == Shape.LONG ? "(J)L" : "(D)L") + box + ";", false);
        fresh(Shape.OBJECT);
        store(code);
    }

    private void function(MethodVisitor code, int index) {
        String owner = Type.getDescriptor(Call.of(steps.get(index).kind()).owner());
        if (steps.get(index).shape().stateless()) {
            code.visitFieldInsn(GETSTATIC, NAME, "function" + index, owner);
        } else {
            code.visitVarInsn(ALOAD, THIS);
            code.visitFieldInsn(GETFIELD, NAME, "function" + index, owner);
        }
    }

    private static void call(MethodVisitor code, Kind kind) {
        Call call = Call.of(kind);
        code.visitMethodInsn(
                INVOKEINTERFACE, Type.getInternalName(call.owner()), call.method(), call.descriptor(), true);
    }

    private static void newPair(MethodVisitor code) {
        code.visitTypeInsn(NEW, PAIR);
        code.visitInsn(DUP);
    }

    private void finishPair(MethodVisitor code) {
        code.visitMethodInsn(INVOKESPECIAL, PAIR, "<init>", "(Ljava/lang/Object;Ljava/lang/Object;)V", false);
        fresh(Shape.OBJECT);
        store(code);
    }

    /** Pushes the key or the value of the current record. */
    private void part(MethodVisitor code, String part) {
        load(code);
        code.visitTypeInsn(CHECKCAST, PAIR);
        code.visitMethodInsn(INVOKEVIRTUAL, PAIR, part, "()Ljava/lang/Object;", false);
    }

    /** The next record gets a variable of its own. */
    private void fresh(Shape newShape) {
        local += 2;
        shape = newShape;
    }

    private void store(MethodVisitor code) {
        code.visitVarInsn(pick(shape, ASTORE, LSTORE, DSTORE), local);
    }

    private void load(MethodVisitor code) {
        code.visitVarInsn(pick(shape, ALOAD, LLOAD, DLOAD), local);
    }

    private void handlers(MethodVisitor code) {
        for (Guarded each : guarded) {
            Label handler = new Label();
            code.visitTryCatchBlock(each.start(), each.end(), handler, null);
            code.visitLabel(handler);
            code.visitVarInsn(ALOAD, AT);
            code.visitVarInsn(ILOAD, INDEX);
            code.visitLdcInsn(each.operator());
            code.visitMethodInsn(INVOKESTATIC, POSITION, "mark", MARK, false);
            code.visitInsn(ATHROW);
        }
    }

    private static <T> T pick(Shape shape, T ofObject, T ofLong, T ofDouble) {
        return switch (shape) {
            case OBJECT -> ofObject;
            case LONG -> ofLong;
            case DOUBLE -> ofDouble;
        };
    }
}
