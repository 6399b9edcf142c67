package io.vonk.internal.serial;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a set or a map orders what it holds, and so what it is read as. The numbers are part of the format. */
enum HashKind {
    /** {@code HashSet}, {@code HashMap}. */
    UNORDERED(0),
    /** {@code LinkedHashSet}, {@code LinkedHashMap}; also stands for the immutable ones, whose order is kept. */
    LINKED(1),
    /** {@code TreeSet}, {@code TreeMap} in natural order. */
    SORTED(2);

    private static final Set<String> IMMUTABLE_SETS = Set.of(
            "java.util.ImmutableCollections$SetN",
            "java.util.ImmutableCollections$Set12",
            "java.util.Collections$EmptySet",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$UnmodifiableSet");
    private static final Set<String> IMMUTABLE_MAPS = Set.of(
            "java.util.ImmutableCollections$MapN",
            "java.util.ImmutableCollections$Map1",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$UnmodifiableMap");

    private final int number;

    HashKind(int number) {
        this.number = number;
    }

    /** What stands for this kind in a description. */
    int number() {
        return number;
    }

    /** The kind of a set, or null if it is more than its elements and their order. */
    static @Nullable HashKind ofSet(Set<?> set) {
        Class<?> type = set.getClass();
        if (type == HashSet.class) {
            return UNORDERED;
        }
        if (type == LinkedHashSet.class || IMMUTABLE_SETS.contains(type.getName())) {
            return LINKED;
        }
        return type == TreeSet.class && ((SortedSet<?>) set).comparator() == null ? SORTED : null;
    }

    /** The kind of a map, or null if it is more than its entries and their order. */
    static @Nullable HashKind ofMap(Map<?, ?> map) {
        Class<?> type = map.getClass();
        if (type == HashMap.class) {
            return UNORDERED;
        }
        if (type == LinkedHashMap.class || IMMUTABLE_MAPS.contains(type.getName())) {
            return LINKED;
        }
        return type == TreeMap.class && ((SortedMap<?, ?>) map).comparator() == null ? SORTED : null;
    }

    Set<@Nullable Object> newSet(int capacity) {
        return switch (this) {
            case UNORDERED -> new HashSet<>(capacity);
            case LINKED -> new LinkedHashSet<>(capacity);
            case SORTED -> new TreeSet<>();
        };
    }

    Map<@Nullable Object, @Nullable Object> newMap(int capacity) {
        return switch (this) {
            case UNORDERED -> new HashMap<>(capacity);
            case LINKED -> new LinkedHashMap<>(capacity);
            case SORTED -> new TreeMap<>();
        };
    }
}
