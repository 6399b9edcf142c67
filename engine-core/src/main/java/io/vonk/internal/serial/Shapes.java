package io.vonk.internal.serial;

import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codec for a value by looking at it. One instance serves one value and is used by one thread.
 */
final class Shapes {
    private static final NullCodec NULL = new NullCodec();
    private static final AnyCodec ANY = new AnyCodec(null);

    /** Deeper values (and those that contain themselves) go through Java serialization, which knows references. */
    private static final int MAX_DEPTH = 32;

    private static final Map<Class<?>, RecordCodec> PLAIN = plain();

    /** What stands for a value of which only null was seen. */
    private final RecordCodec forNull;
    /** Records on the way to the current value: a record within itself is described by its own values. */
    private final List<Class<?>> records = new ArrayList<>(4);

    private int depth;

    private Shapes(RecordCodec forNull) {
        this.forNull = forNull;
    }

    /** A codec for {@code value} and others like it; where there is null, anything may be expected. */
    static RecordCodec likely(@Nullable Object value) {
        RecordCodec known = known(value);
        return known != null ? known : new Shapes(ANY).shape(value);
    }

    /** The codec that takes {@code value} and as little more as possible. */
    static RecordCodec exact(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        RecordCodec known = known(value);
        return known != null ? known : new Shapes(NULL).shape(value);
    }

    static @Nullable RecordCodec plainCodec(Class<?> type) {
        return PLAIN.get(type);
    }

    private static @Nullable RecordCodec known(@Nullable Object value) {
        return value == null ? null : PLAIN.get(value.getClass());
    }

    private static Map<Class<?>, RecordCodec> plain() {
        Map<Class<?>, RecordCodec> codecs = new HashMap<>();
        for (ScalarCodec codec : ScalarCodec.all()) {
            codecs.put(codec.type(), codec);
        }
        for (PrimitiveArrayCodec codec : PrimitiveArrayCodec.all()) {
            codecs.put(codec.type(), codec);
        }
        return Map.copyOf(codecs);
    }

    private RecordCodec shape(@Nullable Object value) {
        if (value == null) {
            return forNull;
        }
        RecordCodec known = known(value);
        if (known != null) {
            return known;
        }
        if (depth == MAX_DEPTH) {
            return new JavaCodec(null, value.getClass().getClassLoader());
        }
        depth++;
        try {
            RecordCodec composite = composite(value);
            return composite != null ? composite : JavaCodec.of(value);
        } finally {
            depth--;
        }
    }

    private @Nullable RecordCodec composite(Object value) {
        if (value instanceof Pair<?, ?> pair) {
            return new PairCodec(shape(pair.key()), shape(pair.value()));
        }
        if (value instanceof Record record) {
            return ofRecord(record);
        }
        if (value instanceof Enum<?> constant) {
            return EnumCodec.of(constant.getDeclaringClass());
        }
        if (value instanceof Collection<?> list && ListCodec.isPlain(list)) {
            return new ListCodec(elements(list));
        }
        if (value instanceof Optional<?> optional) {
            return new OptionalCodec(optional.isEmpty() ? forNull : shape(optional.get()));
        }
        if (value instanceof Set<?> set) {
            HashKind kind = HashKind.ofSet(set);
            return kind == null ? null : new SetCodec(kind, elements(set));
        }
        if (value instanceof Map<?, ?> map) {
            HashKind kind = HashKind.ofMap(map);
            return kind == null ? null : new MapCodec(kind, elements(map.keySet()), elements(map.values()));
        }
        if (value instanceof Object[] array) {
            return new ArrayCodec(value.getClass(), elements(Arrays.asList(array)));
        }
        return null;
    }

    private RecordCodec elements(Iterable<?> elements) {
        RecordCodec codec = null;
        boolean nulls = false;
        for (Object element : elements) {
            if (element == null) {
                nulls = true;
            } else if (codec == null) {
                codec = shape(element);
            } else if (!codec.fits(element)) {
                codec = CodecMerge.merge(codec, shape(element));
            }
        }
        if (codec == null) {
            return forNull;
        }
        return nulls ? CodecMerge.nullable(codec) : codec;
    }

    private @Nullable RecordCodec ofRecord(Record record) {
        RecordShape shape = RecordShape.of(record.getClass());
        if (shape == null) {
            return null;
        }
        if (records.contains(record.getClass())) {
            return ANY;
        }
        records.add(record.getClass());
        List<RecordCodec> components = new ArrayList<>(shape.size());
        for (int i = 0; i < shape.size(); i++) {
            Object value = shape.component(record, i);
            components.add(value != null ? shape(value) : ofAbsent(shape.type(i)));
        }
        records.remove(records.size() - 1);
        return RecordClassCodec.of(shape, components);
    }

    /** A component that is null in the first record: if its type says all about its shape, that is used. */
    private RecordCodec ofAbsent(Class<?> type) {
        RecordCodec plain = PLAIN.get(type);
        if (plain != null) {
            return plain;
        }
        return type.isEnum() ? EnumCodec.of(type) : forNull;
    }
}
