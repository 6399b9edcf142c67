package io.vonk.internal.plan;

/**
 * Works on a partition as a whole.
 *
 * @param function what is done
 */
public record PartitionOperator(PartitionFunction function) implements Operator {}
