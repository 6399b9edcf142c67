package io.vonk.internal.serial;

import io.vonk.error.DataException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Constants of one enum: the index in the description's table of names. The table lets a program read what another
 * version of it wrote, with constants added or moved.
 */
@SuppressWarnings("EnumOrdinal") // The table of names goes with the ordinals, so they keep their meaning.
final class EnumCodec implements RecordCodec {
    private final Class<?> type;
    /** As written: the position in the table is what is encoded. */
    private final String[] names;
    /** From table positions to constants; an entry is null for a name that this version of the class does not know. */
    private final @Nullable Object[] constants;

    private EnumCodec(Class<?> type, String[] names, @Nullable Object[] constants) {
        this.type = type;
        this.names = names;
        this.constants = constants;
    }

    /** The codec for writing constants of {@code type}. */
    static EnumCodec of(Class<?> type) {
        Object[] constants = constantsOf(type);
        String[] names = new String[constants.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = ((Enum<?>) constants[i]).name();
        }
        return new EnumCodec(type, names, constants);
    }

    /** The codec for what was written with a table of names. */
    static EnumCodec of(Class<?> type, String[] names) {
        Object[] present = constantsOf(type);
        @Nullable Object[] constants = new @Nullable Object[names.length];
        for (int i = 0; i < names.length; i++) {
            for (Object constant : present) {
                if (((Enum<?>) constant).name().equals(names[i])) {
                    constants[i] = constant;
                }
            }
        }
        return new EnumCodec(type, names, constants);
    }

    private static Object[] constantsOf(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        if (constants == null) {
            throw new DataException(
                    "class " + type.getName() + " was an enum when the data was written and is none now");
        }
        return constants;
    }

    Class<?> type() {
        return type;
    }

    @Override
    public boolean fits(@Nullable Object record) {
        return record instanceof Enum<?> constant
                && constant.getDeclaringClass() == type
                && constant.ordinal() < constants.length
                && constants[constant.ordinal()] == constant;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        out.putVarInt(((Enum<?>) ScalarCodec.present(record)).ordinal());
    }

    @Override
    public Object read(RecordInput in) {
        int index = in.getVarInt();
        if (index < 0 || index >= names.length) {
            throw new DataException("encoded data is damaged: constant " + index + " of enum " + type.getName()
                    + ", which had " + names.length + " when it was written");
        }
        Object constant = constants[index];
        if (constant == null) {
            throw new DataException("enum " + type.getName() + " has no constant " + names[index]
                    + " any more, but the data was written with it; add it again to read this data");
        }
        return constant;
    }

    @Override
    public void skip(RecordInput in) {
        in.getVarInt();
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.ENUM);
        StringCodec.writeString(type.getName(), out);
        out.putVarInt(names.length);
        for (String name : names) {
            StringCodec.writeString(name, out);
        }
    }

    @Override
    public boolean encodedEquality() {
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnumCodec codec && type == codec.type && Arrays.equals(names, codec.names);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(names);
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
