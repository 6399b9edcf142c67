package io.vonk.internal.serial;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IALOAD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_M1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IF_ICMPEQ;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.IXOR;
import static org.objectweb.asm.Opcodes.LALOAD;
import static org.objectweb.asm.Opcodes.LASTORE;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import io.vonk.function.SerBiFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the class that keeps records of one class as {@link RecordRows}, as one would by hand:
 *
 * <pre>
 * static final MethodHandle accessor0, …, constructor;     // constants for the JIT, which sees through them
 * static final Class type;
 *
 * void put(Object record, long[] rows, int at) {
 *     rows[at + 0] = bits((double) accessor0.invokeExact(record)); …
 * }
 *
 * Object get(long[] rows, int at) {
 *     return constructor.invokeExact(doubleOf(rows[at + 0]), …);
 * }
 *
 * int merge(function, records, pairs, from, to, numbers, size, rows, misfit) {
 *     for (; from &lt; to; from++) {
 *         int number = numbers[from];
 *         if (number == size) {
 *             break;
 *         }
 *         int at = number * width;
 *         Object sum = function.apply(get(rows, at), value(records[from], pairs));
 *         if (!isOf(sum, type)) {
 *             misfit[0] = sum;
 *             return ~from;
 *         }
 *         put(sum, rows, at);
 *     }
 *     return from;
 * }
 * </pre>
 *
 * The class is hidden and belongs to this package, as that of {@link BodyGenerator}.
 */
final class RowsGenerator {
    private static final String NAME = "io/vonk/internal/serial/RecordRows$Generated";
    private static final String ROWS = Type.getInternalName(RecordRows.class);
    private static final String HANDLE = Type.getInternalName(MethodHandle.class);
    private static final String CLASS = Type.getInternalName(Class.class);
    private static final String PUT = "(Ljava/lang/Object;[JI)V";
    private static final String GET = "([JI)Ljava/lang/Object;";
    private static final String FUNCTION = Type.getInternalName(SerBiFunction.class);
    private static final String MERGE = "(L" + FUNCTION + ";[Ljava/lang/Object;ZII[II[J[Ljava/lang/Object;)I";

    private final RecordShape shape;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

    private RowsGenerator(RecordShape shape) {
        this.shape = shape;
    }

    /** Makes the class and its only instance. */
    static RecordRows generate(RecordShape shape) {
        RowsGenerator generator = new RowsGenerator(shape);
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(generator.bytes(), generator.classData(), true);
            return (RecordRows) hidden.findConstructor(
                            hidden.lookupClass(), MethodType.methodType(void.class, Class.class, int.class))
                    .invoke(shape.type(), shape.size());
        } catch (Throwable e) {
            throw new IllegalStateException("the rows of record " + shape + " cannot be generated", e);
        }
    }

    /** In the order of the fields: accessors, constructor, class. */
    private List<Object> classData() {
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            data.add(shape.accessor(i).asType(accessorType(i)));
        }
        data.add(shape.constructor().asType(constructorType()));
        data.add(shape.type());
        return data;
    }

    private MethodType accessorType(int index) {
        return MethodType.methodType(shape.type(index), Object.class);
    }

    private MethodType constructorType() {
        Class<?>[] parameters = new Class<?>[shape.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = shape.type(i);
        }
        return MethodType.methodType(Object.class, parameters);
    }

    private byte[] bytes() {
        type.visit(V17, ACC_FINAL, NAME, null, ROWS, null);
        constants();
        MethodVisitor constructor = type.visitMethod(0, "<init>", "(Ljava/lang/Class;I)V", null, null);
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitVarInsn(ALOAD, 1);
        constructor.visitVarInsn(ILOAD, 2);
        constructor.visitMethodInsn(INVOKESPECIAL, ROWS, "<init>", "(Ljava/lang/Class;I)V", false);
        constructor.visitInsn(RETURN);
        end(constructor);
        put();
        get();
        merge();
        type.visitEnd();
        return type.toByteArray();
    }

    private static void end(MethodVisitor method) {
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private void constants() {
        MethodVisitor init = type.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        int datum = 0;
        for (int i = 0; i < shape.size(); i++) {
            GeneratedConstants.add(type, init, NAME, "accessor" + i, HANDLE, datum++);
        }
        GeneratedConstants.add(type, init, NAME, "constructor", HANDLE, datum++);
        GeneratedConstants.add(type, init, NAME, "type", CLASS, datum);
        init.visitInsn(RETURN);
        end(init);
    }

    private void put() {
        MethodVisitor put = type.visitMethod(ACC_PUBLIC, "put", PUT, null, null);
        for (int i = 0; i < shape.size(); i++) {
            element(put, 2, 3, i);
            put.visitFieldInsn(GETSTATIC, NAME, "accessor" + i, "L" + HANDLE + ";");
            put.visitVarInsn(ALOAD, 1);
            put.visitMethodInsn(
                    INVOKEVIRTUAL, HANDLE, "invokeExact", accessorType(i).toMethodDescriptorString(), false);
            put.visitMethodInsn(INVOKESTATIC, ROWS, "bits", "(" + widened(shape.type(i)) + ")J", false);
            put.visitInsn(LASTORE);
        }
        put.visitInsn(RETURN);
        end(put);
    }

    /** The parameter of {@code bits} that takes a primitive type. */
    private static String widened(Class<?> primitive) {
        boolean small = primitive == short.class || primitive == byte.class || primitive == char.class;
        return Type.getDescriptor(small ? int.class : primitive);
    }

    private void get() {
        MethodVisitor get = type.visitMethod(ACC_PUBLIC, "get", GET, null, null);
        get.visitFieldInsn(GETSTATIC, NAME, "constructor", "L" + HANDLE + ";");
        for (int i = 0; i < shape.size(); i++) {
            Class<?> component = shape.type(i);
            element(get, 1, 2, i);
            get.visitInsn(LALOAD);
            get.visitMethodInsn(
                    INVOKESTATIC, ROWS, component.getName() + "Of", "(J)" + Type.getDescriptor(component), false);
        }
        get.visitMethodInsn(
                INVOKEVIRTUAL, HANDLE, "invokeExact", constructorType().toMethodDescriptorString(), false);
        get.visitInsn(ARETURN);
        end(get);
    }

    /** Pushes the array and the index of a component. */
    private static void element(MethodVisitor method, int rows, int at, int index) {
        method.visitVarInsn(ALOAD, rows);
        method.visitVarInsn(ILOAD, at);
        method.visitLdcInsn(index);
        method.visitInsn(IADD);
    }

    private void merge() {
        int function = 1;
        int records = 2;
        int pairs = 3;
        int from = 4;
        int to = 5;
        int numbers = 6;
        int size = 7;
        int rows = 8;
        int misfit = 9;
        int number = 10;
        int at = 11;
        int sum = 12;
        MethodVisitor merge = type.visitMethod(ACC_PUBLIC, "merge", MERGE, null, new String[] {"java/lang/Exception"});
        Label next = new Label();
        Label end = new Label();
        Label wrong = new Label();
        merge.visitLabel(next);
        merge.visitVarInsn(ILOAD, from);
        merge.visitVarInsn(ILOAD, to);
        merge.visitJumpInsn(IF_ICMPGE, end);
        merge.visitVarInsn(ALOAD, numbers);
        merge.visitVarInsn(ILOAD, from);
        merge.visitInsn(IALOAD);
        merge.visitVarInsn(ISTORE, number);
        merge.visitVarInsn(ILOAD, number);
        merge.visitVarInsn(ILOAD, size);
        merge.visitJumpInsn(IF_ICMPEQ, end);
        merge.visitVarInsn(ILOAD, number);
        merge.visitLdcInsn(shape.size());
        merge.visitInsn(IMUL);
        merge.visitVarInsn(ISTORE, at);
        merge.visitVarInsn(ALOAD, function);
        merge.visitVarInsn(ALOAD, 0);
        merge.visitVarInsn(ALOAD, rows);
        merge.visitVarInsn(ILOAD, at);
        merge.visitMethodInsn(INVOKEVIRTUAL, NAME, "get", GET, false);
        merge.visitVarInsn(ALOAD, records);
        merge.visitVarInsn(ILOAD, from);
        merge.visitInsn(AALOAD);
        merge.visitVarInsn(ILOAD, pairs);
        merge.visitMethodInsn(INVOKESTATIC, ROWS, "value", "(Ljava/lang/Object;Z)Ljava/lang/Object;", false);
        merge.visitMethodInsn(
                INVOKEINTERFACE, FUNCTION, "apply", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", true);
        merge.visitVarInsn(ASTORE, sum);
        merge.visitVarInsn(ALOAD, sum);
        merge.visitFieldInsn(GETSTATIC, NAME, "type", "L" + CLASS + ";");
        merge.visitMethodInsn(INVOKESTATIC, ROWS, "isOf", "(Ljava/lang/Object;Ljava/lang/Class;)Z", false);
        merge.visitJumpInsn(IFEQ, wrong);
        merge.visitVarInsn(ALOAD, 0);
        merge.visitVarInsn(ALOAD, sum);
        merge.visitVarInsn(ALOAD, rows);
        merge.visitVarInsn(ILOAD, at);
        merge.visitMethodInsn(INVOKEVIRTUAL, NAME, "put", PUT, false);
        merge.visitIincInsn(from, 1);
        merge.visitJumpInsn(GOTO, next);
        merge.visitLabel(wrong);
        merge.visitVarInsn(ALOAD, misfit);
        merge.visitInsn(ICONST_0);
        merge.visitVarInsn(ALOAD, sum);
        merge.visitInsn(AASTORE);
        merge.visitVarInsn(ILOAD, from);
        merge.visitInsn(ICONST_M1);
        merge.visitInsn(IXOR);
        merge.visitInsn(IRETURN);
        merge.visitLabel(end);
        merge.visitVarInsn(ILOAD, from);
        merge.visitInsn(IRETURN);
        end(merge);
    }
}
