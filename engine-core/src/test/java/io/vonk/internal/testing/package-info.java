/**
 * Generators and oracles shared by the tests of all modules.
 *
 * <p>Test code only; it may know every package of engine-core.
 */
@NullMarked
package io.vonk.internal.testing;

import org.jspecify.annotations.NullMarked;
