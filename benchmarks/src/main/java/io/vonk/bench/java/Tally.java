package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import java.util.List;

/** The answer of the records that one thread has seen so far. */
final class Tally {
    private long count;
    private long digest;

    /** One more record. */
    void add(long recordDigest) {
        count++;
        digest += recordDigest;
    }

    Answer answer() {
        return Answer.of(count, digest);
    }

    static Answer total(List<Tally> tallies) {
        return tallies.stream().map(Tally::answer).reduce(Answer.NONE, Answer::plus);
    }
}
