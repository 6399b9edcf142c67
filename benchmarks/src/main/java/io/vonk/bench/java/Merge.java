package io.vonk.bench.java;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Makes one collection of those that the threads made. */
final class Merge {
    private Merge() {}

    /** All entries in the first map. */
    static <K, V> Map<K, V> maps(List<? extends Map<K, V>> maps, BinaryOperator<V> values) {
        Map<K, V> all = maps.get(0);
        for (Map<K, V> map : maps.subList(1, maps.size())) {
            map.forEach((key, value) -> all.merge(key, value, values));
        }
        return all;
    }

    /** All elements in the first set. */
    static <T> Set<T> sets(List<? extends Set<T>> sets) {
        Set<T> all = sets.get(0);
        sets.subList(1, sets.size()).forEach(all::addAll);
        return all;
    }

    /**
     * The records of sorted lists in order.
     *
     * @throws IllegalStateException from {@link Iterator#next} if a list was not sorted
     */
    static <T> Iterator<T> sorted(List<? extends List<T>> lists, Comparator<? super T> order) {
        PriorityQueue<Cursor<T>> queue =
                new PriorityQueue<>((left, right) -> order.compare(left.current(), right.current()));
        for (List<T> list : lists) {
            if (!list.isEmpty()) {
                queue.add(new Cursor<>(list));
            }
        }
        return new Iterator<>() {
            private final List<T> last = new ArrayList<>(1);

            @Override
            public boolean hasNext() {
                return !queue.isEmpty();
            }

            @Override
            public T next() {
                Cursor<T> cursor = queue.poll();
                if (cursor == null) {
                    throw new NoSuchElementException();
                }
                T smallest = cursor.current();
                if (cursor.advance()) {
                    queue.add(cursor);
                }
                if (last.isEmpty()) {
                    last.add(smallest);
                } else if (order.compare(last.set(0, smallest), smallest) > 0) {
                    throw new IllegalStateException("the records are not sorted at " + smallest);
                }
                return smallest;
            }
        };
    }

    /** A place in a list that is not empty. */
    private static final class Cursor<T> {
        private final List<T> list;
        private int position;

        Cursor(List<T> list) {
            this.list = list;
        }

        T current() {
            return list.get(position);
        }

        boolean advance() {
            return ++position < list.size();
        }
    }
}
