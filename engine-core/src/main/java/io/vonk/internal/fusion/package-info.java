/**
 * Stage code that is generated: one loop for a run of record operators, so that the JIT sees through all of them. Knows
 * {@code data}, {@code function}, {@code batch} and {@code plan}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, which starts with general steps and changes to this when a stage
 * is hot.
 */
@NullMarked
package io.vonk.internal.fusion;

import org.jspecify.annotations.NullMarked;
