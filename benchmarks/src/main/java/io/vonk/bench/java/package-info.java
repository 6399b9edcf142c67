/**
 * The jobs written by hand in plain Java: what a user would have without an engine. {@link
 * io.vonk.bench.java.IdiomaticOpener} as a good Java programmer writes them, with the collections of the JDK; {@link
 * io.vonk.bench.java.ExpertOpener} with primitive arrays and a layout chosen for the data, which shows what the machine can
 * do.
 *
 * <p>Both have all data in memory, know that they run alone, and are written for these inputs: what an engine adds, such as
 * data larger than memory, failures of tasks and a plan for any job, they do not have.
 */
@NullMarked
package io.vonk.bench.java;

import org.jspecify.annotations.NullMarked;
