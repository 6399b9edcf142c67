/**
 * What user code is handed inside a task: its context, broadcast values, accumulators; and where partitions are kept.
 * Knows {@code function} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, which runs the user's code in such a context.
 */
@NullMarked
package io.vonk.runtime;

import org.jspecify.annotations.NullMarked;
