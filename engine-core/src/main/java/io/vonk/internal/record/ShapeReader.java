package io.vonk.internal.record;

import io.vonk.error.VonkException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the shapes of a record's components from their generic types. Used once, by one thread. */
final class ShapeReader {
    /** The records and components that lead to the type looked at, outermost first. */
    private final Deque<Class<?>> enclosing = new ArrayDeque<>();

    ValueShape.Nested read(RecordBinding<?> binding) {
        Class<?> type = binding.recordClass();
        if (enclosing.contains(type)) {
            throw new VonkException("record " + type.getName() + " contains itself, so it has no columns;"
                    + " read and write a record without the recursion");
        }
        enclosing.addLast(type);
        List<ValueShape> shapes = new ArrayList<>();
        for (RecordBinding.Component component : binding.components()) {
            shapes.add(read(component.genericType(), component, type));
        }
        enclosing.removeLast();
        return new ValueShape.Nested(binding, shapes);
    }

    private ValueShape read(Type type, RecordBinding.Component component, Class<?> owner) {
        if (type instanceof WildcardType wildcard) {
            return read(wildcard.getUpperBounds()[0], component, owner);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
                return new ValueShape.Elements(read(arguments[0], component, owner));
            }
            if (raw == Map.class) {
                return new ValueShape.Entries(
                        read(arguments[0], component, owner), read(arguments[1], component, owner));
            }
            if (raw == Optional.class) {
                return new ValueShape.Maybe(read(arguments[0], component, owner));
            }
        }
        @Nullable ValueShape shape = type instanceof Class<?> plain ? readClass(plain, component) : null;
        if (shape == null) {
            throw new VonkException("component " + component.name() + " of record " + owner.getName() + " has type "
                    + type.getTypeName() + ", which has no column type; use a primitive or its wrapper, String, byte[],"
                    + " an enum, BigDecimal, BigInteger, LocalDate, LocalTime, LocalDateTime, Instant, UUID, a record,"
                    + " or List, Map or Optional of those");
        }
        return shape;
    }

    private @Nullable ValueShape readClass(Class<?> type, RecordBinding.Component component) {
        if (type.isRecord()) {
            return read(RecordBinding.of(type.asSubclass(Record.class)));
        }
        var dataType = ValueShape.Scalar.typeOf(type, component.precision(), component.scale());
        return dataType == null ? null : new ValueShape.Scalar(type, dataType);
    }
}
