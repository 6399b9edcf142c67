/**
 * Who may hold how many bytes, and what else the operators of a task share. Knows {@code file} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.sort}, which works within a lease.
 */
@NullMarked
package io.vonk.internal.memory;

import org.jspecify.annotations.NullMarked;
