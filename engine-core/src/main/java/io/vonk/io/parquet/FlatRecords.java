package io.vonk.io.parquet;

import io.vonk.error.DataException;
import io.vonk.internal.record.RecordBinding;
import io.vonk.internal.record.ValueShape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.MessageType;

/**
 * Writes records whose components are all values without inner values: straight from the components into the columns,
 * without boxing primitives and without levels being worked out. What is written is what {@link RowFiller#nested} writes.
 */
final class FlatRecords<R> implements RowFiller<R> {
    /** Components that are written by one handle, so that the JIT compiles each as one piece that is not too large. */
    private static final int PER_HANDLE = 6;

    /** A method of {@link FlatCell} for each class that has its own. */
    private static final Map<Class<?>, String> METHODS = Map.ofEntries(
            Map.entry(int.class, "putInt"),
            Map.entry(short.class, "putInt"),
            Map.entry(byte.class, "putInt"),
            Map.entry(long.class, "putLong"),
            Map.entry(double.class, "putDouble"),
            Map.entry(Integer.class, "putInteger"),
            Map.entry(Long.class, "putLongOrNull"),
            Map.entry(Double.class, "putDoubleOrNull"),
            Map.entry(String.class, "putString"),
            Map.entry(LocalDateTime.class, "putDateTime"));

    /** Kept with the class, and so no longer than it: a handle is compiled for itself, which should happen once. */
    private static final ClassValue<MethodHandle[]> HANDLES = new ClassValue<>() {
        @Override
        protected MethodHandle[] computeValue(Class<?> type) {
            return handles(RecordBinding.of(type.asSubclass(Record.class)));
        }
    };

    private final Class<R> recordClass;
    private final MethodHandle[] handles;
    private final FlatCell[] cells;
    private final ColumnWriteStore columns;

    private FlatRecords(Class<R> recordClass, FlatCell[] cells, ColumnWriteStore columns) {
        this.recordClass = recordClass;
        this.handles = HANDLES.get(recordClass);
        this.cells = cells;
        this.columns = columns;
    }

    /** Whether a record has only components that can be written here. */
    static boolean fits(ValueShape.Nested shape) {
        return shape.components().stream().allMatch(FlatRecords::isFlat);
    }

    private static boolean isFlat(ValueShape shape) {
        return shape instanceof ValueShape.Scalar || (shape instanceof ValueShape.Maybe maybe && isFlat(maybe.inner()));
    }

    /** Makes the fillers for records of a shape that {@link #fits}. */
    static <T> RowFiller.Maker<T> maker(MessageType schema, ValueShape.Nested shape, Class<T> recordClass) {
        List<ValueWriter> writers = new ArrayList<>();
        for (ValueShape each : shape.components()) {
            writers.add(ValueWriter.of(each));
        }
        return columns -> {
            FlatCell[] cells = new FlatCell[writers.size()];
            for (int i = 0; i < cells.length; i++) {
                var column = schema.getColumns().get(i);
                cells[i] = new FlatCell(
                        shape.schema().field(i).name(),
                        shape.components().get(i).dataType(),
                        columns.getColumnWriter(column),
                        writers.get(i),
                        column.getMaxDefinitionLevel());
            }
            return new FlatRecords<>(recordClass, cells, columns);
        };
    }

    private static MethodHandle[] handles(RecordBinding<?> binding) {
        MethodType wanted = MethodType.methodType(void.class, FlatCell[].class, Object.class);
        List<RecordBinding.Component> components = binding.components();
        MethodHandle[] handles = new MethodHandle[(components.size() + PER_HANDLE - 1) / PER_HANDLE];
        for (int i = components.size() - 1; i >= 0; i--) {
            MethodHandle accessor = components.get(i).accessor();
            MethodHandle put =
                    MethodHandles.insertArguments(put(components.get(i).type()), 1, i);
            MethodHandle one = MethodHandles.filterArguments(
                            put,
                            1,
                            accessor.asType(MethodType.methodType(put.type().parameterType(1), binding.recordClass())))
                    .asType(wanted);
            int group = i / PER_HANDLE;
            handles[group] = handles[group] == null ? one : MethodHandles.foldArguments(handles[group], one);
        }
        return handles;
    }

    /** {@code (FlatCell[], int, type) -> void}. */
    private static MethodHandle put(Class<?> type) {
        String method = METHODS.get(type);
        Class<?> parameter = method == null ? Object.class : method.equals("putInt") ? int.class : type;
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            FlatCell.class,
                            method == null ? "put" : method,
                            MethodType.methodType(void.class, FlatCell[].class, int.class, parameter));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("FlatCell." + method, e);
        }
    }

    @Override
    public void write(R record) {
        Object any = recordClass.cast(record);
        try {
            for (MethodHandle handle : handles) {
                handle.invokeExact(cells, any);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new DataException("a component of " + recordClass.getName() + " cannot be read", e);
        }
        columns.endRecord();
    }

    /** Nothing is held back. */
    @Override
    public void flush() {}
}
