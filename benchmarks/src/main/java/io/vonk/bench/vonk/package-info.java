/** The jobs on Vonk, written as a user of Vonk writes them. */
@NullMarked
package io.vonk.bench.vonk;

import org.jspecify.annotations.NullMarked;
