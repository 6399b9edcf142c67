/**
 * The comparison: makes the data, runs every job on every engine in processes of their own, compares answers, reports times.
 *
 * <p>Loads no engine itself.
 */
@NullMarked
package io.vonk.bench.run;

import org.jspecify.annotations.NullMarked;
