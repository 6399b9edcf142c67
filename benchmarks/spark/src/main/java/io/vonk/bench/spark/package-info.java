/**
 * The jobs of the comparison as a user of Spark writes them in Java, tuned where Spark has a choice.
 *
 * <p>Loads only {@code io.vonk.bench.job} of Vonk.
 */
package io.vonk.bench.spark;
