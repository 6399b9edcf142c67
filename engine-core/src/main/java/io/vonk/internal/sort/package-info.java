/**
 * Records in order, however many there are: sorted in memory, spilled as sorted runs, merged. Knows {@code batch}, {@code
 * memory}, {@code file}, {@code serial}, {@code data}, {@code function} and {@code error}.
 *
 * <p>The story: {@link io.vonk.internal.sort.ExternalSorter} encodes each record as an <i>entry</i> (key first) into a
 * {@link io.vonk.internal.sort.SortBuffer}; when its lease is refused, the buffer is sorted and written as a run; at the end
 * the runs are merged by a {@link io.vonk.internal.sort.MergeCursor}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.join}, which sorts by hash to bring equal keys together.
 */
@NullMarked
package io.vonk.internal.sort;

import org.jspecify.annotations.NullMarked;
