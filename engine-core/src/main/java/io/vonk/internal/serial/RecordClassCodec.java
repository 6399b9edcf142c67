package io.vonk.internal.serial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one Java record class: one bit for each component of a reference type (lowest bit of the first byte first,
 * 1 for null, as many bytes as are needed, none if all components are primitive), then the components that are not null
 * in their order, each with its own codec.
 *
 * <p>Starts with method handles; after some records the work is done by code generated for this class.
 */
final class RecordClassCodec implements RecordCodec {
    private final RecordShape shape;
    private final List<RecordCodec> components;
    private final WarmingBody body;

    private RecordClassCodec(RecordShape shape, List<RecordCodec> components, WarmingBody body) {
        this.shape = shape;
        this.components = components;
        this.body = body;
    }

    static RecordClassCodec of(RecordShape shape, List<RecordCodec> components) {
        List<RecordCodec> copy = List.copyOf(components);
        // A shared body lives with the class; what depends on the reader's class loader is not in it.
        boolean canBeShared = copy.stream().allMatch(RecordClassCodec::isIndependent);
        return new RecordClassCodec(shape, copy, canBeShared ? shape.body(copy) : new WarmingBody(shape, copy, false));
    }

    private static boolean isIndependent(RecordCodec codec) {
        return codec instanceof ScalarCodec
                || codec instanceof PrimitiveArrayCodec
                || codec instanceof EnumCodec
                || (codec instanceof OptionalCodec optional && isIndependent(optional.value()))
                || (codec instanceof NullableCodec nullable && isIndependent(nullable.value()))
                || (codec instanceof ListCodec list && isIndependent(list.element()))
                || (codec instanceof PairCodec pair && isIndependent(pair.key()) && isIndependent(pair.value()))
                || (codec instanceof RecordClassCodec record
                        && record.components.stream().allMatch(RecordClassCodec::isIndependent));
    }

    private RecordBody body() {
        return body.get();
    }

    RecordShape shape() {
        return shape;
    }

    Class<?> type() {
        return shape.type();
    }

    List<RecordCodec> components() {
        return components;
    }

    @Override
    public boolean fits(@Nullable Object record) {
        return record != null && record.getClass() == shape.type() && body().fits(record);
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        body().write(ScalarCodec.present(record), out);
    }

    @Override
    public Object read(RecordInput in) {
        return body().read(in);
    }

    @Override
    public void skip(RecordInput in) {
        int references = 0;
        for (int i = 0; i < shape.size(); i++) {
            references += shape.type(i).isPrimitive() ? 0 : 1;
        }
        int nulls = in.position();
        in.skip((references + 7) / 8);
        int reference = 0;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.type(i).isPrimitive() || !RecordBody.isNull(in.array(), nulls, reference++)) {
                components.get(i).skip(in);
            }
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.RECORD);
        StringCodec.writeString(shape.type().getName(), out);
        out.putVarInt(components.size());
        for (int i = 0; i < components.size(); i++) {
            StringCodec.writeString(shape.name(i), out);
            components.get(i).describe(out);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordClassCodec codec
                && shape.type() == codec.shape.type()
                && components.equals(codec.components);
    }

    @Override
    public int hashCode() {
        return 31 * shape.type().hashCode() + components.hashCode();
    }

    @Override
    public String toString() {
        return shape.type().getSimpleName() + components;
    }
}
