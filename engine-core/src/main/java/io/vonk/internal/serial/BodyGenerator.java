package io.vonk.internal.serial;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

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
 * Writes the class that encodes and decodes one record class with given codecs, as one would by hand:
 *
 * <pre>
 * static final MethodHandle accessor0, …, constructor;     // constants for the JIT, which sees through them
 * static final RecordCodec codec0, …;
 *
 * void write(Object record, RecordOutput out) {
 *     int nulls = BodySupport.startNulls(out, 1);
 *     out.putZigZag((long) accessor0.invokeExact(record));
 *     BodySupport.writeOrNull(accessor1.invokeExact(record), out, nulls, 0, codec1);
 * }
 *
 * Object read(RecordInput in) {
 *     int nulls = BodySupport.skipNulls(in, 1);
 *     return constructor.invokeExact(in.getZigZag(), BodySupport.readOrNull(in, nulls, 0, codec1));
 * }
 * </pre>
 *
 * The class is hidden and belongs to this package. It reaches the record through method handles, so it does not matter
 * whether the record's class is public, or which loader it has, and no component of a primitive type is boxed.
 */
final class BodyGenerator {
    /** Methods are cut after this many components, so that the JIT compiles them whatever the size of the record. */
    private static final int PER_METHOD = 16;

    private static final String NAME = "io/vonk/internal/serial/RecordBody$Generated";
    private static final String INPUT = Type.getInternalName(RecordInput.class);
    private static final String OUTPUT = Type.getInternalName(RecordOutput.class);
    private static final String BODY = Type.getInternalName(RecordBody.class);
    private static final String SUPPORT = Type.getInternalName(BodySupport.class);
    private static final String CODEC = Type.getInternalName(RecordCodec.class);
    private static final String HANDLE = Type.getInternalName(MethodHandle.class);
    private static final String CODEC_TYPE = Type.getDescriptor(RecordCodec.class);
    private static final String HANDLE_TYPE = Type.getDescriptor(MethodHandle.class);

    private final RecordShape shape;
    private final List<RecordCodec> codecs;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    /** By index: the number among the components of reference types, or -1. */
    private final int[] references;

    private int referenceCount;

    private BodyGenerator(RecordShape shape, List<RecordCodec> codecs) {
        this.shape = shape;
        this.codecs = codecs;
        references = new int[shape.size()];
        for (int i = 0; i < references.length; i++) {
            references[i] = shape.type(i).isPrimitive() ? -1 : referenceCount++;
        }
    }

    /** Makes the class and its only instance. */
    static RecordBody generate(RecordShape shape, List<RecordCodec> codecs) {
        BodyGenerator generator = new BodyGenerator(shape, codecs);
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(generator.bytes(), generator.classData(), true);
            return (RecordBody) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("the codec of record " + shape + " cannot be generated", e);
        }
    }

    private int nullBytes() {
        return (referenceCount + 7) / 8;
    }

    /** In the order of the fields: accessors, constructor, codecs of reference components. */
    private List<Object> classData() {
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < references.length; i++) {
            data.add(shape.accessor(i).asType(accessorType(i)));
        }
        data.add(shape.constructor().asType(constructorType()));
        for (int i = 0; i < references.length; i++) {
            if (references[i] >= 0) {
                data.add(codecs.get(i));
            }
        }
        return data;
    }

    private Class<?> erased(int index) {
        return references[index] < 0 ? shape.type(index) : Object.class;
    }

    private MethodType accessorType(int index) {
        return MethodType.methodType(erased(index), Object.class);
    }

    private MethodType constructorType() {
        Class<?>[] parameters = new Class<?>[references.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = erased(i);
        }
        return MethodType.methodType(Object.class, parameters);
    }

    private byte[] bytes() {
        type.visit(V17, ACC_FINAL, NAME, null, "java/lang/Object", new String[] {BODY});
        constants();
        MethodVisitor constructor = type.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(RETURN);
        end(constructor);
        fits();
        write();
        read();
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
        for (int i = 0; i < references.length; i++) {
            GeneratedConstants.add(type, init, NAME, "accessor" + i, HANDLE, datum++);
        }
        GeneratedConstants.add(type, init, NAME, "constructor", HANDLE, datum++);
        for (int i = 0; i < references.length; i++) {
            if (references[i] >= 0) {
                GeneratedConstants.add(type, init, NAME, "codec" + i, CODEC, datum++);
            }
        }
        init.visitInsn(RETURN);
        end(init);
    }

    /** Pushes the value of a component of the record in local variable {@code record}. */
    private void component(MethodVisitor method, int index, int record) {
        method.visitFieldInsn(GETSTATIC, NAME, "accessor" + index, HANDLE_TYPE);
        method.visitVarInsn(ALOAD, record);
        method.visitMethodInsn(
                INVOKEVIRTUAL, HANDLE, "invokeExact", accessorType(index).toMethodDescriptorString(), false);
    }

    private void fits() {
        MethodVisitor all = type.visitMethod(ACC_PUBLIC, "fits", "(Ljava/lang/Object;)Z", null, null);
        Label misfit = new Label();
        for (int from = 0; from < references.length; from += PER_METHOD) {
            MethodVisitor part =
                    type.visitMethod(ACC_PRIVATE | ACC_STATIC, "fits" + from, "(Ljava/lang/Object;)Z", null, null);
            Label wrong = new Label();
            for (int i = from; i < Math.min(from + PER_METHOD, references.length); i++) {
                if (references[i] >= 0) {
                    component(part, i, 0);
                    part.visitFieldInsn(GETSTATIC, NAME, "codec" + i, CODEC_TYPE);
                    part.visitMethodInsn(
                            INVOKESTATIC, SUPPORT, "fitsOrNull", "(Ljava/lang/Object;" + CODEC_TYPE + ")Z", false);
                    part.visitJumpInsn(IFEQ, wrong);
                }
            }
            returnBoolean(part, wrong);
            all.visitVarInsn(ALOAD, 1);
            all.visitMethodInsn(INVOKESTATIC, NAME, "fits" + from, "(Ljava/lang/Object;)Z", false);
            all.visitJumpInsn(IFEQ, misfit);
        }
        returnBoolean(all, misfit);
    }

    private static void returnBoolean(MethodVisitor method, Label whereFalse) {
        method.visitInsn(ICONST_1);
        method.visitInsn(IRETURN);
        method.visitLabel(whereFalse);
        method.visitInsn(ICONST_0);
        method.visitInsn(IRETURN);
        end(method);
    }

    private void write() {
        String partType = "(Ljava/lang/Object;L" + OUTPUT + ";I)V";
        MethodVisitor all = type.visitMethod(ACC_PUBLIC, "write", "(Ljava/lang/Object;L" + OUTPUT + ";)V", null, null);
        all.visitVarInsn(ALOAD, 2);
        all.visitLdcInsn(nullBytes());
        all.visitMethodInsn(INVOKESTATIC, SUPPORT, "startNulls", "(L" + OUTPUT + ";I)I", false);
        all.visitVarInsn(ISTORE, 3);
        for (int from = 0; from < references.length; from += PER_METHOD) {
            MethodVisitor part = type.visitMethod(ACC_PRIVATE | ACC_STATIC, "write" + from, partType, null, null);
            for (int i = from; i < Math.min(from + PER_METHOD, references.length); i++) {
                if (references[i] < 0) {
                    part.visitVarInsn(ALOAD, 1);
                    component(part, i, 0);
                    Primitive primitive = Primitive.of(shape.type(i));
                    part.visitMethodInsn(
                            INVOKESTATIC, SUPPORT, "put", "(L" + OUTPUT + ";" + primitive.descriptor + ")V", false);
                } else {
                    component(part, i, 0);
                    part.visitVarInsn(ALOAD, 1);
                    part.visitVarInsn(ILOAD, 2);
                    part.visitLdcInsn(references[i]);
                    part.visitFieldInsn(GETSTATIC, NAME, "codec" + i, CODEC_TYPE);
                    part.visitMethodInsn(
                            INVOKESTATIC,
                            SUPPORT,
                            "writeOrNull",
                            "(Ljava/lang/Object;L" + OUTPUT + ";II" + CODEC_TYPE + ")V",
                            false);
                }
            }
            part.visitInsn(RETURN);
            end(part);
            all.visitVarInsn(ALOAD, 1);
            all.visitVarInsn(ALOAD, 2);
            all.visitVarInsn(ILOAD, 3);
            all.visitMethodInsn(INVOKESTATIC, NAME, "write" + from, partType, false);
        }
        all.visitInsn(RETURN);
        end(all);
    }

    private void read() {
        MethodVisitor read = type.visitMethod(ACC_PUBLIC, "read", "(L" + INPUT + ";)Ljava/lang/Object;", null, null);
        read.visitVarInsn(ALOAD, 1);
        read.visitLdcInsn(nullBytes());
        read.visitMethodInsn(INVOKESTATIC, SUPPORT, "skipNulls", "(L" + INPUT + ";I)I", false);
        read.visitVarInsn(ISTORE, 2);
        read.visitFieldInsn(GETSTATIC, NAME, "constructor", HANDLE_TYPE);
        for (int i = 0; i < references.length; i++) {
            read.visitVarInsn(ALOAD, 1);
            if (references[i] < 0) {
                Primitive primitive = Primitive.of(shape.type(i));
                read.visitMethodInsn(
                        INVOKESTATIC, SUPPORT, primitive.getter, "(L" + INPUT + ";)" + primitive.descriptor, false);
            } else {
                read.visitVarInsn(ILOAD, 2);
                read.visitLdcInsn(references[i]);
                read.visitFieldInsn(GETSTATIC, NAME, "codec" + i, CODEC_TYPE);
                read.visitMethodInsn(
                        INVOKESTATIC,
                        SUPPORT,
                        "readOrNull",
                        "(L" + INPUT + ";II" + CODEC_TYPE + ")Ljava/lang/Object;",
                        false);
            }
        }
        read.visitMethodInsn(
                INVOKEVIRTUAL, HANDLE, "invokeExact", constructorType().toMethodDescriptorString(), false);
        read.visitInsn(ARETURN);
        end(read);
    }

    /** How a primitive component is read; how it is written is found by its type. */
    private record Primitive(String descriptor, String getter) {
        static Primitive of(Class<?> type) {
            String name = type.getName();
            return new Primitive(
                    Type.getDescriptor(type), "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
        }
    }
}
