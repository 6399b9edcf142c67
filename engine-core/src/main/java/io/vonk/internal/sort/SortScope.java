package io.vonk.internal.sort;

import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What operators that sort, group and join work with. Ends with the task.
 *
 * @param pool where memory is leased
 * @param codecs how records are encoded
 * @param newFile names a new scratch file, given the first part of its name; whoever asked creates and deletes the file
 * @param cancellation asked once per batch; throws if the task has been asked to stop
 */
public record SortScope(MemoryPool pool, SortCodecs codecs, Function<String, Path> newFile, Runnable cancellation) {

    /** The scope of operators that encode records with {@code codecs}. */
    public static SortScope of(OperatorScope operators, SortCodecs codecs) {
        return new SortScope(operators.memory(), codecs, operators::newFile, operators::checkCancelled);
    }
}
