package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Schema;
import io.vonk.error.VonkException;
import java.math.BigInteger;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** How columns are stored in the files that are written here. Lists have three levels. */
final class StoredSchema {
    private static final int INT32_DIGITS = 9;
    private static final int INT64_DIGITS = 18;

    private StoredSchema() {}

    static MessageType of(Schema schema) {
        if (schema.size() == 0) {
            throw new VonkException("a Parquet file needs at least one column; the records have none");
        }
        return new MessageType(
                "vonk", schema.fields().stream().map(StoredSchema::stored).toArray(Type[]::new));
    }

    private static Type stored(Field field) {
        return stored(field.name(), field.type(), field.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED);
    }

    private static Type stored(String name, DataType type, Repetition repetition) {
        if (type instanceof DataType.ListOf list) {
            Type element = stored("element", list.element(), repetition(list.elementNullable()));
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.listType())
                    .addField(new GroupType(Repetition.REPEATED, "list", element))
                    .named(name);
        }
        if (type instanceof DataType.MapOf map) {
            Type key = stored("key", map.key(), Repetition.REQUIRED);
            Type value = stored("value", map.value(), repetition(map.valueNullable()));
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.mapType())
                    .addField(new GroupType(Repetition.REPEATED, "key_value", key, value))
                    .named(name);
        }
        if (type instanceof DataType.Struct struct) {
            if (struct.schema().size() == 0) {
                throw new VonkException("struct " + name + " has no columns, which Parquet cannot store");
            }
            return new GroupType(
                    repetition,
                    name,
                    struct.schema().fields().stream().map(StoredSchema::stored).toArray(Type[]::new));
        }
        if (type instanceof DataType.Simple simple) {
            return simple(name, simple, repetition);
        }
        return parameterized(name, type, repetition);
    }

    private static Repetition repetition(boolean nullable) {
        return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
    }

    private static Type simple(String name, DataType.Simple type, Repetition repetition) {
        return switch (type) {
            case BOOLEAN -> primitive(name, repetition, PrimitiveTypeName.BOOLEAN, 0, null);
            case INT8 -> integer(name, repetition, 8, true);
            case INT16 -> integer(name, repetition, 16, true);
            case INT32 -> primitive(name, repetition, PrimitiveTypeName.INT32, 0, null);
            case INT64 -> primitive(name, repetition, PrimitiveTypeName.INT64, 0, null);
            case UINT8 -> integer(name, repetition, 8, false);
            case UINT16 -> integer(name, repetition, 16, false);
            case UINT32 -> integer(name, repetition, 32, false);
            case UINT64 -> integer(name, repetition, 64, false);
            case FLOAT16 ->
                primitive(
                        name,
                        repetition,
                        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        2,
                        LogicalTypeAnnotation.float16Type());
            case FLOAT -> primitive(name, repetition, PrimitiveTypeName.FLOAT, 0, null);
            case DOUBLE -> primitive(name, repetition, PrimitiveTypeName.DOUBLE, 0, null);
            case STRING -> binary(name, repetition, LogicalTypeAnnotation.stringType());
            case ENUM -> binary(name, repetition, LogicalTypeAnnotation.enumType());
            case JSON -> binary(name, repetition, LogicalTypeAnnotation.jsonType());
            case BYTES -> binary(name, repetition, null);
            case BSON -> binary(name, repetition, LogicalTypeAnnotation.bsonType());
            case DATE -> primitive(name, repetition, PrimitiveTypeName.INT32, 0, LogicalTypeAnnotation.dateType());
            case UUID ->
                primitive(
                        name, repetition, PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, 16, LogicalTypeAnnotation.uuidType());
        };
    }

    private static Type parameterized(String name, DataType type, Repetition repetition) {
        if (type instanceof DataType.FixedBytes fixed) {
            return primitive(name, repetition, PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, fixed.length(), null);
        }
        if (type instanceof DataType.Decimal decimal) {
            int digits = decimal.precision();
            PrimitiveTypeName stored = digits <= INT32_DIGITS
                    ? PrimitiveTypeName.INT32
                    : digits <= INT64_DIGITS ? PrimitiveTypeName.INT64 : PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
            return primitive(
                    name,
                    repetition,
                    stored,
                    decimalBytes(digits),
                    LogicalTypeAnnotation.decimalType(decimal.scale(), digits));
        }
        if (type instanceof DataType.Time time) {
            boolean millis = time.resolution() == DataType.Resolution.MILLIS;
            return primitive(
                    name,
                    repetition,
                    millis ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64,
                    0,
                    LogicalTypeAnnotation.timeType(false, unit(time.resolution())));
        }
        DataType.Timestamp timestamp = (DataType.Timestamp) type;
        return primitive(
                name,
                repetition,
                PrimitiveTypeName.INT64,
                0,
                LogicalTypeAnnotation.timestampType(timestamp.utc(), unit(timestamp.resolution())));
    }

    /** The least number of bytes that hold every number of so many digits, in two's complement. */
    static int decimalBytes(int digits) {
        return BigInteger.TEN.pow(digits).bitLength() / Byte.SIZE + 1;
    }

    private static TimeUnit unit(DataType.Resolution resolution) {
        return switch (resolution) {
            case MILLIS -> TimeUnit.MILLIS;
            case MICROS -> TimeUnit.MICROS;
            case NANOS -> TimeUnit.NANOS;
        };
    }

    private static PrimitiveType integer(String name, Repetition repetition, int bits, boolean signed) {
        return primitive(
                name,
                repetition,
                bits == Long.SIZE ? PrimitiveTypeName.INT64 : PrimitiveTypeName.INT32,
                0,
                LogicalTypeAnnotation.intType(bits, signed));
    }

    private static PrimitiveType binary(String name, Repetition repetition, @Nullable LogicalTypeAnnotation logical) {
        return primitive(name, repetition, PrimitiveTypeName.BINARY, 0, logical);
    }

    private static PrimitiveType primitive(
            String name,
            Repetition repetition,
            PrimitiveTypeName stored,
            int length,
            @Nullable LogicalTypeAnnotation logical) {
        var builder = Types.primitive(stored, repetition);
        if (stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
            builder = builder.length(length);
        }
        return (logical == null ? builder : builder.as(logical)).named(name);
    }
}
