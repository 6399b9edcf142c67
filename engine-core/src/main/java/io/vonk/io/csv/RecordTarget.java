package io.vonk.io.csv;

import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import io.vonk.internal.record.RecordBinding;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows as records of a Java record class.
 *
 * @param recordClass the class
 * @param columnNames the columns of components whose column is not found by their own name
 */
record RecordTarget(Class<? extends Record> recordClass, Map<String, String> columnNames) implements RowTarget {

    RecordTarget {
        columnNames = Map.copyOf(columnNames);
        RecordBinding<?> binding = RecordBinding.of(recordClass);
        for (RecordBinding.Component component : binding.components()) {
            if (!FieldReaders.canRead(component.type())) {
                throw new VonkException("component " + component.name() + " of record " + recordClass.getName()
                        + " has type " + component.genericType().getTypeName() + ", which no CSV field can be read as;"
                        + " use a primitive or its wrapper (not char), String, BigDecimal, LocalDate, LocalTime,"
                        + " LocalDateTime, Instant, UUID or an enum");
            }
        }
        List<String> names =
                binding.components().stream().map(RecordBinding.Component::name).toList();
        for (String component : columnNames.keySet()) {
            if (!names.contains(component)) {
                throw new VonkException("record " + recordClass.getName() + " has no component " + component
                        + " to name a column for; its components are: " + String.join(", ", names));
            }
        }
    }

    @Override
    public String describe() {
        return recordClass.getSimpleName();
    }

    @Override
    public RowMaker bind(Columns columns, Dialect dialect) {
        RecordBinding<?> binding = RecordBinding.of(recordClass);
        int[] places = places(binding, columns);
        int components = places.length;
        // Without names the file's columns are the components that no directory gives, in order.
        int fileColumns = columns.names() != null
                ? columns.fileColumns()
                : (int) Arrays.stream(places)
                        .filter(place -> place < components)
                        .count();
        int firstDirectory = columns.names() != null ? fileColumns : components;
        int fileFields = firstDirectory;
        if (Arrays.stream(places).allMatch(place -> place < fileFields)) {
            int wantedFields =
                    Arrays.stream(places).map(place -> place + 1).max().orElse(0);
            return new Maker(MAKING.get(recordClass).from(places), wantedFields, fileColumns);
        }
        MethodHandle[] readers = new MethodHandle[components];
        int wanted = 0;
        for (int i = 0; i < components; i++) {
            Class<?> type = binding.components().get(i).type();
            if (places[i] < firstDirectory) {
                readers[i] = FieldReaders.field(type, places[i]);
                wanted = Math.max(wanted, places[i] + 1);
            } else {
                String key = List.copyOf(columns.directories().keySet()).get(places[i] - firstDirectory);
                readers[i] =
                        FieldReaders.directory(type, key, columns.directories().get(key), columns, dialect);
            }
        }
        return new Maker(assemble(binding.constructor(), readers), wanted, fileColumns);
    }

    /**
     * The handles that make records of a class, by the places of its components. The same handle for every file with the
     * same columns, because each is compiled for itself: anew for each split would be slow for the first thousands of its
     * rows, each time.
     */
    private static final class Making {
        private static final int MAX_KNOWN = 64;

        private final RecordBinding<?> binding;
        private final Map<List<Integer>, MethodHandle> known = new ConcurrentHashMap<>();

        Making(RecordBinding<?> binding) {
            this.binding = binding;
        }

        MethodHandle from(int[] places) {
            List<Integer> key = Arrays.stream(places).boxed().toList();
            MethodHandle found = known.get(key);
            if (found == null) {
                MethodHandle[] readers = new MethodHandle[places.length];
                for (int i = 0; i < places.length; i++) {
                    readers[i] = FieldReaders.field(binding.components().get(i).type(), places[i]);
                }
                MethodHandle made = assemble(binding.constructor(), readers);
                if (known.size() >= MAX_KNOWN) {
                    known.clear();
                }
                MethodHandle other = known.putIfAbsent(key, made);
                found = other == null ? made : other;
            }
            return found;
        }
    }

    /** Kept with the class, and so no longer than it. */
    private static final ClassValue<Making> MAKING = new ClassValue<>() {
        @Override
        protected Making computeValue(Class<?> type) {
            return new Making(RecordBinding.of(type.asSubclass(Record.class)));
        }
    };

    /** The constructor with a reader for each argument, all of them reading the one row: nothing is boxed on the way. */
    private static MethodHandle assemble(MethodHandle constructor, MethodHandle[] readers) {
        MethodType made = MethodType.methodType(Object.class, RowBuffer.class);
        if (readers.length == 0) {
            return MethodHandles.dropArguments(constructor, 0, RowBuffer.class).asType(made);
        }
        MethodHandle reading = MethodHandles.filterArguments(constructor, 0, readers);
        MethodType single = MethodType.methodType(constructor.type().returnType(), RowBuffer.class);
        return MethodHandles.permuteArguments(reading, single, new int[readers.length])
                .asType(made);
    }

    /** For each component its column among the file's and the directories', which come behind. */
    private int[] places(RecordBinding<?> binding, Columns columns) {
        List<String> directories = List.copyOf(columns.directories().keySet());
        if (columns.names() == null) {
            return placesInOrder(binding, columns, directories);
        }
        List<String> names = columns.allNames();
        int[] places;
        try {
            places = binding.match(names);
        } catch (DataException e) {
            throw new DataException(columns.path() + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < places.length; i++) {
            RecordBinding.Component component = binding.components().get(i);
            String wanted = columnNames.get(component.name());
            if (wanted != null) {
                places[i] = names.indexOf(wanted);
                if (places[i] >= 0 && places[i] != names.lastIndexOf(wanted)) {
                    throw new DataException(columns.path() + " has two columns with the name " + wanted
                            + ", so component " + component.name() + " cannot be read from it");
                }
            }
            if (places[i] < 0) {
                throw columns.missing(
                        wanted == null ? component.columnName() : wanted,
                        "component " + component.name() + " of record " + recordClass.getName());
            }
        }
        return places;
    }

    private int[] placesInOrder(RecordBinding<?> binding, Columns columns, List<String> directories) {
        if (!columnNames.isEmpty()) {
            throw new DataException(columns.path() + " is read without a header, so that it has no column "
                    + columnNames.values().iterator().next() + "; give the names with CsvOptions.columns(...)");
        }
        int[] places = binding.match(directories);
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = places[i] >= 0 ? places.length + places[i] : next++;
        }
        return places;
    }

    private record Maker(MethodHandle handle, int wantedFields, int expectedFields) implements RowMaker {
        @Override
        public Object make(RowBuffer row) throws Throwable {
            return (Object) handle.invokeExact(row);
        }

        @Override
        public boolean takesAnyValues() {
            return false;
        }
    }
}
