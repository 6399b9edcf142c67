package io.vonk.internal.serial;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What the source code calls the variables that a lambda captures, found in the class file that holds the lambda's body:
 * the captured values are the first parameters of the body's method.
 *
 * @param captured the names in the order of the captured values, as far as they could be found
 * @param usedOfThis fields of the surrounding object that the body reads, if it captures that object
 */
record LambdaSource(List<String> captured, Set<String> usedOfThis) {
    /** The captured value that is the object around the lambda. */
    static final String THIS = "this";

    private static final LambdaSource UNKNOWN = new LambdaSource(List.of(), Set.of());

    /** The name of a captured value, or a description if there is no name to be found. */
    String name(int index) {
        return index < captured.size() ? captured.get(index) : "captured value " + (index + 1);
    }

    /** The serialized form of a lambda, or null if {@code function} is no serializable lambda. */
    static @Nullable SerializedLambda serializedForm(Object function) {
        try {
            Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            // No lambda, or one whose module is closed to us: then nothing is known of its source.
            return null;
        }
    }

    /** Whether {@code function} is a serializable reference to a static method, such as {@code Arrays::compareUnsigned}. */
    static boolean isReference(Object function, Class<?> owner, String method, String signature) {
        SerializedLambda lambda = function.getClass().isHidden() ? serializedForm(function) : null;
        return lambda != null
                && lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic
                && lambda.getCapturedArgCount() == 0
                && lambda.getImplClass().equals(Type.getInternalName(owner))
                && lambda.getImplMethodName().equals(method)
                && lambda.getImplMethodSignature().equals(signature);
    }

    static LambdaSource of(Object function) {
        SerializedLambda lambda = serializedForm(function);
        if (lambda == null) {
            return UNKNOWN;
        }
        if (!lambda.getImplMethodName().startsWith("lambda$")) {
            return new LambdaSource(List.of("the object before ::" + lambda.getImplMethodName()), Set.of());
        }
        try {
            return read(lambda, function.getClass().getClassLoader());
        } catch (IOException | RuntimeException e) {
            // The class file is not to be had, or is newer than what we can read: the error does without names.
            return UNKNOWN;
        }
    }

    private static LambdaSource read(SerializedLambda lambda, @Nullable ClassLoader loader) throws IOException {
        String file = lambda.getImplClass() + ".class";
        try (InputStream in =
                loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file)) {
            if (in == null) {
                return UNKNOWN;
            }
            BodyReader body = new BodyReader(lambda);
            new ClassReader(in).accept(body, ClassReader.SKIP_FRAMES);
            return body.source();
        }
    }

    /** Finds the method of the lambda's body and the names of its first parameters. */
    private static final class BodyReader extends ClassVisitor {
        private final SerializedLambda lambda;
        private final List<String> names = new ArrayList<>();
        private final Set<String> fields = new LinkedHashSet<>();

        BodyReader(SerializedLambda lambda) {
            super(Opcodes.ASM9);
            this.lambda = lambda;
        }

        LambdaSource source() {
            return new LambdaSource(List.copyOf(names), Collections.unmodifiableSet(fields));
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            if (!name.equals(lambda.getImplMethodName()) || !descriptor.equals(lambda.getImplMethodSignature())) {
                return null;
            }
            boolean ofInstance = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
            Type[] parameters = Type.getArgumentTypes(descriptor);
            int[] slots = new int[lambda.getCapturedArgCount()];
            int slot = 0;
            for (int i = 0; i < slots.length; i++) {
                slots[i] = slot;
                slot += ofInstance && i == 0 ? 1 : parameters[ofInstance ? i - 1 : i].getSize();
                names.add(ofInstance && i == 0 ? THIS : "captured value " + (i + 1));
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitLocalVariable(
                        String variable, String type, @Nullable String generic, Label start, Label end, int index) {
                    for (int i = 0; i < slots.length; i++) {
                        // Slots are used again further down; the parameter is the first that is named.
                        if (slots[i] == index && names.get(i).startsWith("captured value ")) {
                            names.set(i, variable);
                        }
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String type) {
                    if (ofInstance && opcode == Opcodes.GETFIELD && owner.equals(lambda.getImplClass())) {
                        fields.add(field);
                    }
                }
            };
        }
    }
}
