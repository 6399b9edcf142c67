package io.vonk.data;

import java.io.Serializable;

/**
 * A key and a value; the record of a {@code PairRdd}.
 *
 * @param key the key; may be null where the data holds null keys
 * @param value the value; may be null
 */
public record Pair<K, V>(K key, V value) implements Serializable {

    /** Makes a pair. */
    public static <K, V> Pair<K, V> of(K key, V value) {
        return new Pair<>(key, value);
    }

    /** The pair with key and value exchanged. */
    public Pair<V, K> swap() {
        return new Pair<>(value, key);
    }

    @Override
    public String toString() {
        return "(" + key + "," + value + ")";
    }
}
