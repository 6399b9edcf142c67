/** The process that an engine runs in, and its conversation with the runner. */
@NullMarked
package io.vonk.bench.worker;

import org.jspecify.annotations.NullMarked;
