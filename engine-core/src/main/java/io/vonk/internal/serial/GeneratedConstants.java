package io.vonk.internal.serial;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.PUTSTATIC;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** Constants of a hidden class: static final fields that are taken from its class data when it is initialized. */
final class GeneratedConstants {
    private GeneratedConstants() {}

    /**
     * Adds a constant.
     *
     * @param type the class
     * @param init its initializer
     * @param name the name of the class
     * @param field the name of the constant
     * @param fieldType its class, as an internal name
     * @param datum where in the class data it is
     */
    static void add(ClassWriter type, MethodVisitor init, String name, String field, String fieldType, int datum) {
        type.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, field, "L" + fieldType + ";", null, null)
                .visitEnd();
        init.visitMethodInsn(
                INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "lookup",
                "()Ljava/lang/invoke/MethodHandles$Lookup;",
                false);
        init.visitLdcInsn("_");
        init.visitLdcInsn(Type.getObjectType(fieldType));
        init.visitLdcInsn(datum);
        init.visitMethodInsn(
                INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "classDataAt",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
                false);
        init.visitTypeInsn(CHECKCAST, fieldType);
        init.visitFieldInsn(PUTSTATIC, name, field, "L" + fieldType + ";");
    }
}
