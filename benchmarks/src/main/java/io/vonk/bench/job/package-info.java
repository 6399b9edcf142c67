/**
 * What every engine is given and must answer: the jobs, their data, and the interface behind which an engine runs them.
 *
 * <p>Knows only the JDK, because it lies on the class path of every engine, among them Spark with its own versions of
 * the libraries that Vonk uses as well.
 */
@NullMarked
package io.vonk.bench.job;

import org.jspecify.annotations.NullMarked;
