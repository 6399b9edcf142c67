/**
 * JMH benchmarks: all jobs on every engine ({@link io.vonk.bench.jmh.EndToEnd}), and parts of Vonk by themselves. {@link
 * io.vonk.bench.jmh.JmhMain} runs them; {@code benchmarks/README.md} says how.
 *
 * <p>Parts are measured where other packages reach them, and report nanoseconds for each record, so that what the numbers
 * are divided by need not be known. There is no benchmark of the transport between processes yet, as there is no transport
 * yet.
 */
@NullMarked
package io.vonk.bench.jmh;

import org.jspecify.annotations.NullMarked;
