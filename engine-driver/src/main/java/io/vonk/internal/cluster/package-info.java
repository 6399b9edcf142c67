/**
 * The cluster manager's process, and a driver's way to it: {@link io.vonk.internal.cluster.MasterDaemon} gives the decisions of {@code
 * io.vonk.internal.master} sockets, a clock and a journal, and {@link io.vonk.internal.cluster.MasterSupply} is what a driver has of it.
 *
 * <p>Next on the journey: {@code io.vonk.internal.worker}, which does what a master says.
 */
@NullMarked
package io.vonk.internal.cluster;

import org.jspecify.annotations.NullMarked;
