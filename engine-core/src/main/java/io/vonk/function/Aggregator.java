package io.vonk.function;

import java.io.Serializable;
import java.util.Objects;

/**
 * How the values of one key are combined, first within the tasks that read the input and then across them.
 *
 * <p>Functions are given, and users get, combinations that are equal to those that a function returned; if it returned a record, not
 * always the same object.
 *
 * @param create makes the first combination from a value
 * @param add adds a further value to a combination; may change and return its first argument
 * @param merge merges two combinations; may change and return its first argument
 */
public record Aggregator<V, C>(SerFunction<V, C> create, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge)
        implements Serializable {
    public Aggregator {
        Objects.requireNonNull(create, "create");
        Objects.requireNonNull(add, "add");
        Objects.requireNonNull(merge, "merge");
    }

    /**
     * Combines values by an associative function of two of them. The engine recognises {@code Long::sum}, {@code Math::max}
     * and their like, given as method references, and works on primitives then.
     */
    public static <V> Aggregator<V, V> reducing(SerBiFunction<V, V, V> function) {
        return new Aggregator<>(Identity.of(), function, function);
    }
}
