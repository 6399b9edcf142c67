package io.vonk.internal.serial;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and makes records through method handles: for the first records of a class, and the measure for generated code. */
final class HandleBody implements RecordBody {
    private final RecordShape shape;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;
    private final RecordCodec[] codecs;
    private final boolean[] primitive;
    private final int nullBytes;

    HandleBody(RecordShape shape, List<RecordCodec> codecs) {
        this.shape = shape;
        int size = shape.size();
        this.codecs = codecs.toArray(new RecordCodec[0]);
        accessors = new MethodHandle[size];
        primitive = new boolean[size];
        int references = 0;
        for (int i = 0; i < size; i++) {
            accessors[i] = shape.accessor(i).asType(MethodType.methodType(Object.class, Object.class));
            primitive[i] = shape.type(i).isPrimitive();
            references += primitive[i] ? 0 : 1;
        }
        nullBytes = (references + 7) / 8;
        constructor =
                shape.constructor().asType(shape.constructor().type().generic()).asSpreader(Object[].class, size);
    }

    private @Nullable Object component(Object record, int index) {
        try {
            return (@Nullable Object) accessors[index].invokeExact(record);
        } catch (Throwable e) {
            throw RecordShape.unchecked(shape.type(), e);
        }
    }

    @Override
    public boolean fits(Object record) {
        for (int i = 0; i < codecs.length; i++) {
            if (!primitive[i]) {
                Object value = component(record, i);
                if (value != null && !codecs[i].fits(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void write(Object record, RecordOutput out) {
        int nulls = out.position();
        for (int i = 0; i < nullBytes; i++) {
            out.putByte(0);
        }
        int reference = 0;
        for (int i = 0; i < codecs.length; i++) {
            Object value = component(record, i);
            if (value != null) {
                codecs[i].write(value, out);
            } else {
                out.array()[nulls + (reference >> 3)] |= (byte) (1 << (reference & 7));
            }
            reference += primitive[i] ? 0 : 1;
        }
    }

    @Override
    public Object read(RecordInput in) {
        int nulls = in.position();
        in.skip(nullBytes);
        @Nullable Object[] values = new @Nullable Object[codecs.length];
        int reference = 0;
        for (int i = 0; i < codecs.length; i++) {
            if (primitive[i] || !RecordBody.isNull(in.array(), nulls, reference++)) {
                values[i] = codecs[i].read(in);
            }
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw RecordShape.unchecked(shape.type(), e);
        }
    }
}
