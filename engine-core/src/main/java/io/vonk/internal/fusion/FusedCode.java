package io.vonk.internal.fusion;

import io.vonk.internal.batch.Batch;

/** What generated classes are: the loop of a run of operators. One instance has the functions of one task. */
public interface FusedCode {

    /**
     * Sends all records of {@code input} through all operators into {@code output}, which may be the same batch if the
     * shapes are the same, and sets its size. If a function throws, {@code at} says where, and the exception comes as it
     * is; the input record at work is then still in its place.
     */
    void apply(Batch input, Batch output, Position at) throws Exception;
}
