package io.vonk.internal.record;

import io.vonk.data.Column;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Java record class seen as columns: its canonical constructor and accessors as method handles, and how its components
 * match the columns of a table.
 *
 * <p>Any record can be bound, taken apart and put together. Only {@link #shape} and {@link #schema} need every component
 * to have a type that a column can have. Immutable, safe for many threads.
 */
public final class RecordBinding<R extends Record> {
    private final Class<R> recordClass;
    private final List<Component> components;
    private final MethodHandle constructor;
    private final MethodHandle spreadConstructor;

    /**
     * A component of the record.
     *
     * @param name its name in the Java source
     * @param columnName the name of its column: that of its {@link Column} annotation, or its own
     * @param type its class
     * @param genericType its type with type arguments
     * @param precision digits of a decimal column
     * @param scale digits after the point of a decimal column
     * @param accessor {@code (R) -> type}
     */
    public record Component(
            String name,
            String columnName,
            Class<?> type,
            Type genericType,
            int precision,
            int scale,
            MethodHandle accessor) {}

    private RecordBinding(Class<R> recordClass, List<Component> components, MethodHandle constructor) {
        this.recordClass = recordClass;
        this.components = List.copyOf(components);
        this.constructor = constructor;
        this.spreadConstructor = constructor
                .asSpreader(Object[].class, components.size())
                .asType(MethodType.methodType(Record.class, Object[].class));
    }

    /**
     * Binds a record class, whatever its own access is.
     *
     * @throws VonkException if it lies in a module that does not open its package
     */
    public static <R extends Record> RecordBinding<R> of(Class<R> recordClass) {
        RecordComponent[] parts = recordClass.getRecordComponents();
        if (parts == null) {
            throw new VonkException("a record class is needed; got: " + recordClass.getName());
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(recordClass, MethodHandles.lookup());
            List<Component> components = new ArrayList<>(parts.length);
            for (RecordComponent part : parts) {
                @Nullable Column column = part.getAnnotation(Column.class);
                boolean named = column != null && !column.value().isEmpty();
                components.add(new Component(
                        part.getName(),
                        named ? column.value() : part.getName(),
                        part.getType(),
                        part.getGenericType(),
                        column == null ? DEFAULT_PRECISION : column.precision(),
                        column == null ? DEFAULT_SCALE : column.scale(),
                        lookup.unreflect(part.getAccessor())));
            }
            Class<?>[] types =
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(recordClass, MethodType.methodType(void.class, types));
            return new RecordBinding<>(recordClass, components, constructor);
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new VonkException(
                    "record " + recordClass.getName() + " cannot be looked into; if it lies in a module, let its"
                            + " module-info open package " + recordClass.getPackageName(),
                    e);
        }
    }

    private static final int DEFAULT_PRECISION = 38;
    private static final int DEFAULT_SCALE = 18;

    public Class<R> recordClass() {
        return recordClass;
    }

    /** The components in the order of the canonical constructor. */
    public List<Component> components() {
        return components;
    }

    /** The canonical constructor: {@code (component types...) -> R}. */
    public MethodHandle constructor() {
        return constructor;
    }

    /**
     * Makes a record.
     *
     * @param values one for each component, wrapped if it is a primitive
     */
    public R create(@Nullable Object[] values) {
        try {
            return recordClass.cast((Record) spreadConstructor.invokeExact(values));
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The value of a component, wrapped if it is a primitive. */
    public @Nullable Object value(int component, R record) {
        try {
            return components.get(component).accessor().invoke(record);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * The shapes of the components, down to nested records. Looks the classes up again at each call.
     *
     * @throws VonkException if a component has a type that no column has
     */
    public ValueShape.Nested shape() {
        return new ShapeReader().read(this);
    }

    /** The columns that records of this class are written as; as {@link #shape}. */
    public Schema schema() {
        return shape().schema();
    }

    /**
     * Finds the column of each component as {@link ColumnNames#find} does.
     *
     * @return for each component the index of its column, or -1 if there is none
     * @throws DataException if a component matches several columns equally well
     */
    public int[] match(List<String> columns) {
        return components.stream()
                .mapToInt(component -> ColumnNames.find(
                        component.columnName(),
                        columns,
                        "component " + component.name() + " of record " + recordClass.getName()))
                .toArray();
    }

    /** Constructors and accessors of records declare no checked exceptions. */
    private static RuntimeException rethrow(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new VonkException("a record failed", thrown);
    }

    @Override
    public String toString() {
        return "binding of " + recordClass.getName();
    }
}
