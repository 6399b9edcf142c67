package io.vonk.internal.simulation;

/**
 * What one attempt made: instead of data, what it was made from. The content is a hash of everything that went in, so
 * that a mixture of two versions of anything is visible in the result.
 */
final class Output {

    final StageView stage;
    final int partition;
    final long attempt;
    final long content;
    final Output[] inputs;
    final SimulatedExecutor home;

    /** The bytes are gone or corrupt. */
    boolean lost;

    Output(Attempt attempt, long content, Output[] inputs) {
        this.stage = attempt.stage;
        this.partition = attempt.partition;
        this.attempt = attempt.id;
        this.home = attempt.executor;
        this.content = content;
        this.inputs = inputs;
    }
}
