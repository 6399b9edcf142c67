package io.vonk.internal.driver;

import io.vonk.data.Pair;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerComparator;
import io.vonk.function.SerFunction;
import io.vonk.function.SerPredicate;
import io.vonk.function.SerToLongFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The functions and the data that random pipelines are made of. All depend on nothing but their arguments. */
final class Catalogue {
    private Catalogue() {}

    /** A total order of all records that occur: by type and text. Equal in it are only records that are equal. */
    static final SerComparator<Object> ORDER = (left, right) -> text(left).compareTo(text(right));

    /** The larger of two: associative and commutative. */
    static final SerBiFunction<Object, Object, Object> LARGER =
            (left, right) -> ORDER.compare(left, right) >= 0 ? left : right;

    static final SerToLongFunction<Object> HASH = Catalogue::hash;

    /** A record's text, which tells types apart. */
    static String text(Object record) {
        if (record instanceof Pair<?, ?> pair) {
            return "P(" + text(pair.key()) + ";" + text(pair.value()) + ")";
        }
        if (record instanceof Optional<?> optional) {
            return "O(" + text(optional.orElse(null)) + ")";
        }
        if (record instanceof Iterable<?> list) {
            StringBuilder text = new StringBuilder("L[");
            list.forEach(element -> text.append(text(element)).append(';'));
            return text.append(']').toString();
        }
        return record == null ? "-" : record.getClass().getSimpleName() + ":" + record;
    }

    /** About how many bytes a record takes. */
    static long weight(Object record) {
        if (record instanceof Pair<?, ?> pair) {
            return weight(pair.key()) + weight(pair.value());
        }
        if (record instanceof Iterable<?> list) {
            long weight = 8;
            for (Object element : list) {
                weight += weight(element);
            }
            return weight;
        }
        return record instanceof String string ? 8 + string.length() : 8;
    }

    /** From 0 to 99,999. */
    static int hash(Object record) {
        return Math.floorMod(text(record).hashCode() * 0x9e3779b1, 100_000);
    }

    static SerFunction<Object, Object> function(int choice) {
        return switch (choice % 7) {
            case 0 -> record -> record;
            case 1 -> Catalogue::text;
            case 2 -> Catalogue::hash;
            case 3 -> record -> hash(record) % 5 == 0 ? null : record;
            case 4 -> record -> List.of(text(record), (long) hash(record));
            case 5 -> record -> hash(record) % 80 == 0 ? "big".repeat(30_000) : record;
            default -> record -> hash(record) / 100_000.0;
        };
    }

    /** Gives keys: few, many, skewed, null, colliding, of several types. */
    static SerFunction<Object, Object> key(int choice) {
        return switch (choice % 8) {
            case 0 -> record -> hash(record) % 3;
            case 1 -> record -> (long) hash(record) % 500;
            case 2 -> record -> hash(record) % 10 == 0 ? hash(record) : 0;
            case 3 -> record -> hash(record) % 4 == 0 ? null : "k" + hash(record) % 4;
            case 4 -> record -> new KeyOperatorsTest.Colliding(hash(record) % 6);
            case 5 -> record -> hash(record) % 2 == 0 ? (Object) (hash(record) % 9) : (Object) ("" + hash(record) % 9);
            case 6 -> record -> List.of(hash(record) % 12);
            default -> record -> 7;
        };
    }

    static SerPredicate<Object> predicate(int choice) {
        return switch (choice % 4) {
            case 0 -> record -> hash(record) % 2 == 0;
            case 1 -> record -> hash(record) % 100 != 0;
            case 2 -> record -> record != null;
            default -> record -> hash(record) % 50 == 0;
        };
    }

    static SerFunction<Object, Iterator<Object>> expansion(int choice) {
        return switch (choice % 3) {
            case 0 -> record -> Collections.nCopies(hash(record) % 3, record).iterator();
            case 1 ->
                record -> hash(record) % 200 == 0
                        ? Collections.<Object>nCopies(300, hash(record)).iterator()
                        : Collections.emptyIterator();
            default -> record -> Arrays.<Object>asList(record, hash(record)).iterator();
        };
    }

    static List<Object> inOrder(Iterable<?> values) {
        List<Object> list = new ArrayList<>();
        values.forEach(list::add);
        list.sort(ORDER);
        return list;
    }

    // ---- data ----

    /**
     * Where records come from.
     *
     * @param kind what they look like
     */
    record Data(int kind, int size, int partitions, long seed) implements Serializable {
        static Data random(Random random) {
            int[] sizes = {0, 1, 2, 10, 100, 500, 1_500, 3_000};
            int size = sizes[random.nextInt(sizes.length)];
            int partitions = random.nextInt(10) == 0 ? 23 : 1 + random.nextInt(5);
            return new Data(random.nextInt(8), size, partitions, random.nextInt(1_000));
        }

        List<Object> records() {
            Random random = new Random(seed);
            List<Object> records = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                records.add(record(random, i));
            }
            return records;
        }

        private Object record(Random random, int i) {
            return switch (kind) {
                case 0 -> i;
                case 1 -> random.nextInt(20);
                case 2 -> random.nextInt(3) == 0 ? null : "ä\uD83D\uDE00" + random.nextInt(50);
                case 3 ->
                    List.of(1L, "x", 2.5, 'c', true, (short) 3, new KeyOperatorsTest.Colliding(1))
                            .get(random.nextInt(7));
                case 4 -> Pair.of(random.nextInt(10) < 8 ? 0 : random.nextInt(100), i);
                case 5 -> Pair.of(random.nextInt(4) == 0 ? null : "key" + random.nextInt(30), random.nextInt(5));
                case 6 -> random.nextInt(100) == 0 ? "x".repeat(100_000) : "s" + random.nextInt(100);
                default -> 7;
            };
        }
    }
}
