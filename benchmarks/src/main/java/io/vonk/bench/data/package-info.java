/** Makes the input files of the jobs. */
@NullMarked
package io.vonk.bench.data;

import org.jspecify.annotations.NullMarked;
