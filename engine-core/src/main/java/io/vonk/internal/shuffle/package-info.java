/**
 * The exchange between two stages: map side, file format, store and reduce side. Knows {@code memory}, {@code serial},
 * {@code batch}, {@code file}, {@code id} and what users see.
 *
 * <p>A map task writes with {@link io.vonk.internal.shuffle.ShuffleWriter}, which ends in one immutable
 * {@link io.vonk.internal.shuffle.MapOutput}; the process keeps it in its {@link io.vonk.internal.shuffle.ShuffleStore}; a
 * reduce task reads its partition of many of them with {@link io.vonk.internal.shuffle.ShuffleReader}. Sorts write with {@link
 * io.vonk.internal.shuffle.SortedMapOutputWriter} and read with {@link io.vonk.internal.shuffle.SortedShuffleReader}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.aggregate}, which combines the values of each key.
 */
@NullMarked
package io.vonk.internal.shuffle;

import org.jspecify.annotations.NullMarked;
