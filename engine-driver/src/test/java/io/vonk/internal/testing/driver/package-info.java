/**
 * Fixtures for tests that run whole jobs, shared by the tests of all modules.
 *
 * <p>Test code only; it may know every package of engine-core and engine-driver.
 */
@NullMarked
package io.vonk.internal.testing.driver;

import org.jspecify.annotations.NullMarked;
