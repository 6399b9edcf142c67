/**
 * Records of equal keys brought together: groups, cogroups and joins of one partition. Knows {@code sort}, {@code batch},
 * {@code memory}, {@code serial}, {@code data}, {@code function} and {@code error}.
 *
 * <p>The story: inputs are sorted by the hash of their keys, which brings equal keys together whatever fits in memory; {@link
 * io.vonk.internal.join.CoGroup} and {@link io.vonk.internal.join.SortMergeJoin} walk over them side by side. Where one side
 * fits in memory, {@link io.vonk.internal.join.HashJoin} needs no sorting. The values of a key are never decoded before somebody
 * looks at them, and a key with more values than fit in memory keeps them on disk.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, which runs these on the partitions of shuffles.
 */
@NullMarked
package io.vonk.internal.join;

import org.jspecify.annotations.NullMarked;
