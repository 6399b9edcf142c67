/**
 * The decisions of a cluster manager, pure as those of the scheduler: {@link io.vonk.internal.master.Master} says which application gets
 * which cores of which workers, and what becomes of submitted drivers. Knows {@code id} only.
 *
 * <p>Next on the journey: {@code io.vonk.internal.cluster}, its shell.
 */
@NullMarked
package io.vonk.internal.master;

import org.jspecify.annotations.NullMarked;
