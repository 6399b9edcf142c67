/**
 * JMH benchmarks and end-to-end jobs. Nothing else depends on them.
 *
 * <p>May know every package.
 */
@NullMarked
package io.vonk.bench;

import org.jspecify.annotations.NullMarked;
