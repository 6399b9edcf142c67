package io.vonk.io.parquet;

import io.vonk.error.VonkException;
import java.lang.invoke.MethodHandle;

/** Calls the handle {@code (int row) -> Record} that {@link RowAssembler#records} has put together. */
final class HandleAssembler<R extends Record> implements RowAssembler<R> {
    private final Class<R> recordClass;
    private final MethodHandle handle;

    HandleAssembler(Class<R> recordClass, MethodHandle handle) {
        this.recordClass = recordClass;
        this.handle = handle;
    }

    @Override
    public R assemble(int row) {
        Record made;
        try {
            made = (Record) handle.invokeExact(row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new VonkException("a record could not be made", e);
        }
        return recordClass.cast(made);
    }
}
