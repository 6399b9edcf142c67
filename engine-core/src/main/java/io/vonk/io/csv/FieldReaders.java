package io.vonk.io.csv;

import io.vonk.error.DataException;
import io.vonk.error.VonkException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ways to read a field as a value of a Java type, as handles of type {@code (RowBuffer) -> type}. */
final class FieldReaders {
    private static final Map<Class<?>, String> METHODS = Map.ofEntries(
            Map.entry(boolean.class, "booleanValue"),
            Map.entry(Boolean.class, "booleanOrNull"),
            Map.entry(byte.class, "byteValue"),
            Map.entry(Byte.class, "byteOrNull"),
            Map.entry(short.class, "shortValue"),
            Map.entry(Short.class, "shortOrNull"),
            Map.entry(int.class, "intValue"),
            Map.entry(Integer.class, "intOrNull"),
            Map.entry(long.class, "longValue"),
            Map.entry(Long.class, "longOrNull"),
            Map.entry(float.class, "floatValue"),
            Map.entry(Float.class, "floatOrNull"),
            Map.entry(double.class, "doubleValue"),
            Map.entry(Double.class, "doubleOrNull"),
            Map.entry(String.class, "string"),
            Map.entry(BigDecimal.class, "decimal"),
            Map.entry(LocalDate.class, "date"),
            Map.entry(LocalTime.class, "time"),
            Map.entry(LocalDateTime.class, "dateTime"),
            Map.entry(Instant.class, "instant"),
            Map.entry(UUID.class, "uuid"));

    private FieldReaders() {}

    static boolean canRead(Class<?> type) {
        return type.isEnum() || METHODS.containsKey(type);
    }

    /** Reads the field at {@code column}. */
    static MethodHandle field(Class<?> type, int column) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            if (type.isEnum()) {
                MethodHandle constant = lookup.findVirtual(
                        RowBuffer.class, "constant", MethodType.methodType(Object.class, int.class, Map.class));
                return MethodHandles.insertArguments(constant, 1, column, constants(type))
                        .asType(MethodType.methodType(type, RowBuffer.class));
            }
            MethodHandle read =
                    lookup.findVirtual(RowBuffer.class, METHODS.get(type), MethodType.methodType(type, int.class));
            return MethodHandles.insertArguments(read, 1, column);
        } catch (ReflectiveOperationException e) {
            throw new VonkException("no way to read a field as " + type.getName(), e);
        }
    }

    private static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return constants;
    }

    /** Gives the value that a directory says. */
    static MethodHandle directory(Class<?> type, String key, @Nullable String text, Columns columns, Dialect dialect) {
        RowBuffer single = new RowBuffer(dialect);
        single.texts(new @Nullable String[] {text}, 1);
        try {
            Object value = field(type, 0).invoke(single);
            return MethodHandles.dropArguments(MethodHandles.constant(type, value), 0, RowBuffer.class);
        } catch (BadValue e) {
            throw new DataException("the directory " + key + "=" + text + " of " + columns.path() + " should give "
                    + e.expected() + " for column " + key);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new VonkException("the value of directory " + key + "=" + text + " cannot be read", e);
        }
    }
}
