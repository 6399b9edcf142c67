/**
 * For tests of users and of the engine: {@link io.vonk.testkit.MiniCluster}, a whole cluster on this machine, and the faults that
 * programs on it must survive.
 *
 * <p>Next on the journey: {@code io.vonk.launch}, how a program gets its session.
 */
@NullMarked
package io.vonk.testkit;

import org.jspecify.annotations.NullMarked;
