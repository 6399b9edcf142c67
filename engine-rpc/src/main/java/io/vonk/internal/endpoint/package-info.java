/**
 * The conversations that processes have, as calls of typed methods at one end that become calls at the other: the seam between
 * those who decide and the sockets. So far the one about map outputs: {@link io.vonk.internal.endpoint.SegmentServer} gives what
 * {@link io.vonk.internal.endpoint.SegmentClient} asks for.
 *
 * <p>May know {@code io.vonk.internal.transport}, {@code io.vonk.internal.wire}, {@code io.vonk.internal.shuffle}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.executor}, whose tasks read what comes.
 */
@NullMarked
package io.vonk.internal.endpoint;

import org.jspecify.annotations.NullMarked;
