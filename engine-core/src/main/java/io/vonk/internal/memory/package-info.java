/**
 * Who may hold how many bytes. Knows nothing of ours.
 *
 * <p>Next on the journey: {@code io.vonk.internal.sort}, which works within a lease.
 */
@NullMarked
package io.vonk.internal.memory;

import org.jspecify.annotations.NullMarked;
