/**
 * Authenticated connections between two processes, and the only package that knows Netty.
 *
 * <p>{@link io.vonk.internal.transport.Transport} listens and connects; either gives {@link
 * io.vonk.internal.transport.Connection}s, whose two ends are alike: each may send messages, ask questions and open streams.
 * What the bytes mean is for {@code io.vonk.internal.wire} to say. The format of the bytes that go over a socket is specified at
 * {@link io.vonk.internal.transport.Frame} and, until both ends know each other, at {@link
 * io.vonk.internal.transport.LoginMessage}.
 *
 * <p>May know {@code io.vonk.error} and {@code io.vonk.internal.time}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.security}, where the secrets are from.
 */
@NullMarked
package io.vonk.internal.transport;

import org.jspecify.annotations.NullMarked;
