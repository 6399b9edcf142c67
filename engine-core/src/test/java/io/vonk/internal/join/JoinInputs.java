package io.vonk.internal.join;

import io.vonk.data.Pair;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/** Pairs of all kinds that joins and groups must cope with. */
final class JoinInputs {
    static final long SEED = 4711;

    private JoinInputs() {}

    /** Keys that all have one hash code. */
    record Colliding(int number) implements Serializable {
        @Override
        public int hashCode() {
            return 42;
        }
    }

    /** Named lists of keys. */
    static Map<String, List<Object>> keys(int count) {
        Random random = new Random(SEED);
        Map<String, List<Object>> keys = new LinkedHashMap<>();
        keys.put("empty", List.of());
        keys.put("one record", of(1, i -> 7L));
        keys.put("few keys", of(count, i -> (long) random.nextInt(20)));
        keys.put("many keys", of(count, i -> (long) random.nextInt(count)));
        keys.put("texts", of(count, i -> "key" + random.nextInt(count / 10)));
        keys.put("one key of 60 %", of(count / 4, i -> random.nextInt(10) < 6 ? 5L : random.nextInt(count)));
        keys.put("null keys", of(count, i -> random.nextInt(4) == 0 ? null : (Object) (long) random.nextInt(50)));
        keys.put("equal hash codes", of(count / 8, i -> new Colliding(random.nextInt(40))));
        keys.put("texts of equal hash code", of(count / 8, i -> random.nextBoolean() ? "Aa" : "BB"));
        keys.put("mixed types", of(count / 8, i -> switch (i % 3) {
            case 0 -> (long) random.nextInt(30);
            case 1 -> (Object) random.nextInt(30);
            default -> "ü" + random.nextInt(30);
        }));
        return keys;
    }

    private static List<Object> of(int count, IntFunction<Object> key) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key.apply(i));
        }
        return keys;
    }

    /** Each key with a value of its own; some are null. */
    static List<Pair<Object, Object>> withValues(List<Object> keys, String name) {
        List<Pair<Object, Object>> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.add(Pair.of(keys.get(i), i % 17 == 3 ? null : name + i));
        }
        return pairs;
    }

    /** Every nth of the records, so that the other side knows keys that this one does not. */
    static <T> List<T> everyNth(List<T> records, int n) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < records.size(); i += n) {
            some.add(records.get(i));
        }
        return some;
    }
}
