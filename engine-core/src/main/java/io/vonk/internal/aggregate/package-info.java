/**
 * Combines the values of each key in tables that spill. Knows {@code shuffle}, {@code serial}, {@code memory},
 * {@code batch} and what users see.
 *
 * <p>A {@link io.vonk.internal.aggregate.GroupTable} is a table of keys, which gives each key a small number, and
 * accumulators indexed by that number. Both come in a few kinds chosen from the first records and changed for a more general
 * kind when a record does not fit. The map side is {@link io.vonk.internal.aggregate.CombiningWriter}, the reduce side
 * {@link io.vonk.internal.aggregate.AggregatingReader}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.operator}, which puts operators together for a task.
 */
@NullMarked
package io.vonk.internal.aggregate;

import org.jspecify.annotations.NullMarked;
