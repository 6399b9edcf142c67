/**
 * What the messages between processes say, and the only package that knows protobuf: {@code engine-rpc/src/main/proto} turned into
 * the engine's own values and back. What comes is checked here, before anybody works with it; what is wrong with it is a {@link
 * io.vonk.internal.wire.MalformedMessageException}.
 *
 * <p>May know {@code io.vonk.internal.id} and {@code io.vonk.internal.shuffle}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.endpoint}, the conversations that they are part of.
 */
@NullMarked
package io.vonk.internal.wire;

import org.jspecify.annotations.NullMarked;
