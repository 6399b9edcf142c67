/**
 * Where a process has its secrets from: a directory that {@code vonk security init} made and the operator copied to
 * each node, or, for processes of one machine, a secret of the user's own that comes into being by itself.
 *
 * <p>A secret gets into a process by a file only: not by its arguments, its environment or a setting, as those are
 * shown in lists of processes and in logs.
 *
 * <p>May know {@code io.vonk.error} and {@code io.vonk.internal.transport}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.wire}, what is said once both ends know each other.
 */
@NullMarked
package io.vonk.internal.security;

import org.jspecify.annotations.NullMarked;
