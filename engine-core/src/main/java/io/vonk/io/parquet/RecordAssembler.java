package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.DataType.Resolution;
import io.vonk.error.VonkException;
import io.vonk.internal.record.RecordBinding;
import io.vonk.io.parquet.RowAssembler.Cell;
import io.vonk.io.parquet.RowAssembler.ColumnCell;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes records by one handle {@code (Object[] cells, int row) -> Record}, from the vectors through the constructor.
 *
 * <p>The cells are arguments, not parts of the handle: it is compiled for itself, so there is one for each class and each
 * way to get at its components, and not one for each split.
 */
final class RecordAssembler<R extends Record> implements RowAssembler<R> {
    private final Class<R> recordClass;
    private final MethodHandle handle;
    private final Object[] cells;

    private RecordAssembler(Class<R> recordClass, MethodHandle handle, Object[] cells) {
        this.recordClass = recordClass;
        this.handle = handle;
        this.cells = cells;
    }

    /** Ways to get at a component; each is a method of {@link CellGetters} with the result that is given. */
    private enum Way {
        INT("intAt", int.class),
        LONG("longAt", long.class),
        DOUBLE("doubleAt", double.class),
        FLOAT("floatAt", float.class),
        BOOLEAN("booleanAt", boolean.class),
        INTEGER_OR_NULL("integerOrNull", Integer.class),
        LONG_OR_NULL("longOrNull", Long.class),
        DOUBLE_OR_NULL("doubleOrNull", Double.class),
        DATE_TIME_OF_MICROS("dateTimeOfMicros", java.time.LocalDateTime.class),
        TEXT("text", String.class),
        ANY("value", Object.class);

        private final String method;
        private final Class<?> result;

        Way(String method, Class<?> result) {
            this.method = method;
            this.result = result;
        }

        /** {@code (Object[], int index, int row) -> result}. */
        MethodHandle handle() {
            try {
                return MethodHandles.lookup()
                        .findStatic(
                                CellGetters.class,
                                method,
                                MethodType.methodType(result, Object[].class, int.class, int.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(CellGetters.class.getName() + "." + method, e);
            }
        }
    }

    /** The handles for one class. */
    private static final class Handles {
        private static final int MAX_KNOWN = 64;

        private final RecordBinding<?> binding;
        private final Map<List<Way>, MethodHandle> known = new ConcurrentHashMap<>();

        Handles(RecordBinding<?> binding) {
            this.binding = binding;
        }

        MethodHandle of(List<Way> ways) {
            MethodHandle found = known.get(ways);
            if (found == null) {
                MethodHandle made = make(ways);
                if (known.size() >= MAX_KNOWN) {
                    known.clear();
                }
                MethodHandle other = known.putIfAbsent(ways, made);
                found = other == null ? made : other;
            }
            return found;
        }

        private MethodHandle make(List<Way> ways) {
            MethodHandle constructor = binding.constructor();
            MethodType single = MethodType.methodType(binding.recordClass(), Object[].class, int.class);
            MethodHandle making = constructor;
            for (int i = ways.size() - 1; i >= 0; i--) {
                MethodHandle getter = MethodHandles.insertArguments(ways.get(i).handle(), 1, i);
                Class<?> type = constructor.type().parameterType(i);
                making = MethodHandles.collectArguments(
                        making, i, getter.asType(MethodType.methodType(type, Object[].class, int.class)));
            }
            int[] order = new int[ways.size() * 2];
            for (int i = 0; i < order.length; i++) {
                order[i] = i % 2;
            }
            return MethodHandles.permuteArguments(making, single, order)
                    .asType(MethodType.methodType(Record.class, Object[].class, int.class));
        }
    }

    /** Kept with the class, and so no longer than it. */
    private static final ClassValue<Handles> HANDLES = new ClassValue<>() {
        @Override
        protected Handles computeValue(Class<?> type) {
            return new Handles(RecordBinding.of(type.asSubclass(Record.class)));
        }
    };

    static <R extends Record> RecordAssembler<R> of(RecordBinding<R> binding, List<Cell> cells) {
        Object[] each = new Object[cells.size()];
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            Cell cell = cells.get(i);
            Way way = way(cell, binding.components().get(i).type());
            ways.add(way);
            each[i] = way == Way.ANY ? cell : ((ColumnCell) cell).vector();
        }
        return new RecordAssembler<>(
                binding.recordClass(), HANDLES.get(binding.recordClass()).of(ways), each);
    }

    private static Way way(Cell cell, Class<?> type) {
        Way found = cell instanceof ColumnCell column ? directWay(column, type) : null;
        return found == null ? Way.ANY : found;
    }

    /** A way that does without conversion and, for primitives, without boxing; null if the value needs more. */
    private static @Nullable Way directWay(ColumnCell cell, Class<?> type) {
        ColumnVector vector = cell.vector();
        DataType stored = cell.type();
        if (vector instanceof ColumnVector.Ints && stored == DataType.INT32) {
            return type == int.class || type == long.class || type == double.class
                    ? Way.INT
                    : type == Integer.class ? Way.INTEGER_OR_NULL : null;
        }
        if (vector instanceof ColumnVector.Longs && stored == DataType.INT64) {
            return type == long.class ? Way.LONG : type == Long.class ? Way.LONG_OR_NULL : null;
        }
        if (vector instanceof ColumnVector.Longs
                && type == java.time.LocalDateTime.class
                && stored.equals(new DataType.Timestamp(Resolution.MICROS, false))) {
            return Way.DATE_TIME_OF_MICROS;
        }
        if (vector instanceof ColumnVector.Doubles) {
            return type == double.class ? Way.DOUBLE : type == Double.class ? Way.DOUBLE_OR_NULL : null;
        }
        if (vector instanceof ColumnVector.Floats) {
            return type == float.class || type == double.class ? Way.FLOAT : null;
        }
        if (vector instanceof ColumnVector.Objects) {
            return type == String.class && stored == DataType.STRING ? Way.TEXT : null;
        }
        return vector instanceof ColumnVector.Booleans && type == boolean.class ? Way.BOOLEAN : null;
    }

    @Override
    public R assemble(int row) {
        Record made;
        try {
            made = (Record) handle.invokeExact(cells, row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new VonkException("a record could not be made", e);
        }
        return recordClass.cast(made);
    }
}
