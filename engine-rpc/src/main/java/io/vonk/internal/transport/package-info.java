/**
 * Frames over sockets, and the only package that knows Netty.
 *
 * <p>May know {@code io.vonk.error} and {@code io.vonk.internal.time}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.executor}, where frames ask for tasks.
 */
@NullMarked
package io.vonk.internal.transport;

import org.jspecify.annotations.NullMarked;
