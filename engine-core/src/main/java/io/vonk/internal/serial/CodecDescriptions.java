package io.vonk.internal.serial;

import io.vonk.error.DataException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds codecs from their descriptions; the table of tags is in {@link CodecTag}. */
final class CodecDescriptions {
    private static final int MAX_DEPTH = 100;
    private static final @Nullable RecordCodec[] PLAIN = plain();

    private final RecordInput in;
    private final @Nullable ClassLoader loader;
    private int depth;

    private CodecDescriptions(RecordInput in, @Nullable ClassLoader loader) {
        this.in = in;
        this.loader = loader;
    }

    /** Reads a description and moves past it. A null {@code loader} stands for the one of the thread. */
    static RecordCodec read(RecordInput in, @Nullable ClassLoader loader) {
        int tag = in.array()[in.position()];
        if (tag > 0 && tag < PLAIN.length) {
            RecordCodec plain = PLAIN[tag];
            if (plain != null) {
                in.skip(1);
                return plain;
            }
        }
        return new CodecDescriptions(in, loader).codec();
    }

    private static @Nullable RecordCodec[] plain() {
        @Nullable RecordCodec[] codecs = new @Nullable RecordCodec[CodecTag.BOOLEANS + 1];
        for (ScalarCodec codec : ScalarCodec.all()) {
            codecs[codec.tag()] = codec;
        }
        for (PrimitiveArrayCodec codec : PrimitiveArrayCodec.all()) {
            codecs[codec.tag()] = codec;
        }
        codecs[CodecTag.NULL] = new NullCodec();
        return codecs;
    }

    private RecordCodec codec() {
        if (++depth > MAX_DEPTH) {
            throw damaged("codecs nested more than " + MAX_DEPTH + " deep");
        }
        int tag = in.getByte();
        RecordCodec plain = tag >= 0 && tag < PLAIN.length ? PLAIN[tag] : null;
        RecordCodec codec = plain != null ? plain : composite(tag);
        depth--;
        return codec;
    }

    private RecordCodec composite(int tag) {
        return switch (tag) {
            case CodecTag.ANY -> new AnyCodec(loader);
            case CodecTag.JAVA -> java();
            case CodecTag.PAIR -> new PairCodec(codec(), codec());
            case CodecTag.OPTIONAL -> new OptionalCodec(codec());
            case CodecTag.LIST -> new ListCodec(codec());
            case CodecTag.SET -> new SetCodec(kind(), codec());
            case CodecTag.MAP -> new MapCodec(kind(), codec(), codec());
            case CodecTag.ENUM -> enumeration();
            case CodecTag.RECORD -> record();
            case CodecTag.ARRAY -> array();
            case CodecTag.NULLABLE -> new NullableCodec(codec());
            case CodecTag.UNION -> union();
            default -> throw damaged("there is no codec with number " + tag);
        };
    }

    private HashKind kind() {
        int number = in.getByte();
        for (HashKind kind : HashKind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        throw damaged("there is no kind " + number + " of sets and maps");
    }

    private RecordCodec java() {
        String name = StringCodec.readString(in);
        return new JavaCodec(name.isEmpty() ? null : load(name), loader);
    }

    private RecordCodec enumeration() {
        Class<?> type = load(StringCodec.readString(in));
        String[] names = new String[in.getLength(1)];
        for (int i = 0; i < names.length; i++) {
            names[i] = StringCodec.readString(in);
        }
        return EnumCodec.of(type, names);
    }

    private RecordCodec array() {
        Class<?> type = load(StringCodec.readString(in));
        if (!type.isArray() || type.getComponentType().isPrimitive()) {
            throw damaged(type + " is no array of objects");
        }
        return new ArrayCodec(type, codec());
    }

    private RecordCodec union() {
        int count = in.getLength(1);
        if (count > UnionCodec.MAX_ALTERNATIVES) {
            throw damaged("a union of " + count + " shapes");
        }
        List<RecordCodec> alternatives = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alternatives.add(codec());
        }
        return new UnionCodec(alternatives);
    }

    private RecordCodec record() {
        Class<?> type = load(StringCodec.readString(in));
        int count = in.getLength(2);
        List<String> names = new ArrayList<>(count);
        List<RecordCodec> components = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(StringCodec.readString(in));
            components.add(codec());
        }
        RecordShape shape = type.isRecord() ? RecordShape.of(type) : null;
        if (shape == null || !shape.matches(names, components)) {
            throw new DataException("data was written with record " + type.getName() + names + " of " + components
                    + ", but now it is " + (shape == null ? "not an accessible record" : shape)
                    + "; read it with the class that wrote it, or write it again");
        }
        return RecordClassCodec.of(shape, components);
    }

    private Class<?> load(String name) {
        ClassLoader used = JavaSerialization.loaderOrDefault(loader);
        try {
            return Class.forName(name, false, used);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new DataException(
                    "data was written with class " + name + ", which is not known to " + used
                            + "; it must be on the class path of every process that reads the data",
                    e);
        }
    }

    private DataException damaged(String what) {
        return new DataException(
                "the description of encoded records is damaged before offset " + in.position() + ": " + what);
    }
}
