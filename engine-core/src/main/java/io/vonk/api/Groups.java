package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.SerFunction;
import java.io.Serializable;
import java.util.List;

/** What a cogroup of more than two collections gives for a key. */
public final class Groups {
    private Groups() {}

    /**
     * The values of a key in three collections.
     *
     * @param first the values in the first one
     * @param second the values in the second one
     * @param third the values in the third one
     */
    public record Of3<V1, V2, V3>(Iterable<V1> first, Iterable<V2> second, Iterable<V3> third)
            implements Serializable {}

    /**
     * The values of a key in four collections.
     *
     * @param first the values in the first one
     * @param second the values in the second one
     * @param third the values in the third one
     * @param fourth the values in the fourth one
     */
    public record Of4<V1, V2, V3, V4>(Iterable<V1> first, Iterable<V2> second, Iterable<V3> third, Iterable<V4> fourth)
            implements Serializable {}

    /** Makes the right shape from the groups of each input. */
    static SerFunction<List<Iterable<Object>>, Object> shape(int inputs) {
        return switch (inputs) {
            case 2 -> groups -> Pair.of(groups.get(0), groups.get(1));
            case 3 -> groups -> new Of3<>(groups.get(0), groups.get(1), groups.get(2));
            case 4 -> groups -> new Of4<>(groups.get(0), groups.get(1), groups.get(2), groups.get(3));
            default -> throw new IllegalArgumentException("a cogroup takes 2 to 4 collections; got: " + inputs);
        };
    }
}
