package io.vonk.internal.plan;

import java.io.Serializable;

/** What an {@link OperatorNode} does to each partition. Data, so that runs of operators can be fused and shipped. */
public sealed interface Operator extends Serializable permits RecordOperator, PartitionOperator {}
