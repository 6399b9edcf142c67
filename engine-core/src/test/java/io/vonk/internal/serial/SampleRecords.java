package io.vonk.internal.serial;

import io.vonk.data.Pair;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Random records of every shape that a codec takes; the same seed gives the same records. */
final class SampleRecords {

    record Trip(int zone, long at, double fare, String borough, Integer passengers, boolean flagged) {}

    record Everything(
            byte b,
            short s,
            char c,
            int i,
            long l,
            float f,
            double d,
            boolean z,
            Byte bb,
            Short ss,
            Character cc,
            Integer ii,
            Long ll,
            Float ff,
            Double dd,
            Boolean zz,
            String text,
            List<String> list,
            Object any,
            TimeUnit unit) {}

    private record Hidden(String name, Hidden next) {}

    record Generic<T>(T value) {}

    record Empty() {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green, with a body";
            }
        },
        BLUE
    }

    /** Knows no codec of its own. */
    static final class Plain implements Serializable {
        final int number;
        final String name;

        Plain(int number, String name) {
            this.number = number;
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Plain plain && number == plain.number && Objects.equals(name, plain.name);
        }

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public String toString() {
            return "Plain(" + number + "," + name + ")";
        }
    }

    private static final String[] ALPHABETS = {
        "abc", "aé\u00ff\u0000", "aЖ漢\u0100\u00df\u00e0", "\ud83d\ude00\ud800\udc00\uffff\u1fdf\u1fe0"
    };

    final Random random;

    SampleRecords(long seed) {
        random = new Random(seed);
    }

    String text() {
        String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    long number() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MIN_VALUE;
            case 2 -> Long.MAX_VALUE;
            case 3 -> random.nextInt(200) - 100;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    double real() {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Double.NEGATIVE_INFINITY;
            case 4 -> Double.MAX_VALUE;
            case 5 -> Double.MIN_VALUE;
            default -> random.nextGaussian();
        };
    }

    /** A value without parts; kinds are numbered from 0 to 18. */
    Object scalar(int kind) {
        return switch (kind) {
            case 0 -> number();
            case 1 -> (int) number();
            case 2 -> (short) number();
            case 3 -> (byte) number();
            case 4 -> (char) number();
            case 5 -> random.nextBoolean();
            case 6 -> real();
            case 7 -> (float) real();
            case 8 -> BigInteger.valueOf(number()).pow(random.nextInt(4));
            case 9 -> new BigDecimal(BigInteger.valueOf(number()), random.nextInt(40) - 20);
            case 10 -> LocalDate.ofEpochDay(number() % 365_000_000);
            case 11 -> LocalTime.ofNanoOfDay(Math.floorMod(number(), 86_400_000_000_000L));
            case 12 ->
                LocalDateTime.of(
                        LocalDate.ofEpochDay(number() % 365_000_000),
                        LocalTime.ofNanoOfDay(Math.floorMod(number(), 86_400_000_000_000L)));
            case 13 -> Instant.ofEpochSecond(number() % 31_556_889_864_403_199L, random.nextInt(1_000_000_000));
            case 14 -> Duration.ofSeconds(number() / 2, random.nextInt(1_000_000_000));
            case 15 -> new UUID(number(), number());
            case 16 -> Colour.values()[random.nextInt(3)];
            case 17 -> new Plain(random.nextInt(), random.nextBoolean() ? null : text());
            default -> text();
        };
    }

    Object scalar() {
        return scalar(random.nextInt(19));
    }

    /** A value of any shape, nested up to {@code depth}. */
    Object value(int depth) {
        if (depth == 0) {
            return random.nextInt(15) == 0 ? null : scalar();
        }
        return switch (random.nextInt(14)) {
            case 0 -> Pair.of(value(depth - 1), value(depth - 1));
            case 1 -> new Trip(random.nextInt(), number(), real(), text(), random.nextBoolean() ? null : 3, true);
            case 2 -> everything(depth);
            case 3 -> new Hidden(text(), random.nextBoolean() ? null : new Hidden(text(), null));
            case 4 -> new Generic<>(value(depth - 1));
            case 5 -> Optional.ofNullable(value(depth - 1));
            case 6 -> fill(new ArrayList<>(), depth);
            case 7 ->
                random.nextBoolean() ? List.of(scalar(), scalar()) : new LinkedList<>(List.of(scalar(), scalar()));
            case 8 -> random.nextBoolean() ? fill(new HashSet<>(), depth) : fill(new LinkedHashSet<>(), depth);
            case 9 -> new TreeSet<>(Set.of(text(), text() + "x", "y" + text() + "z1"));
            case 10 -> map(random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>(), depth);
            case 11 -> new TreeMap<>(Map.of(text(), scalar()));
            case 12 -> new Empty();
            default -> scalar();
        };
    }

    private Everything everything(int depth) {
        return new Everything(
                (byte) number(),
                (short) number(),
                (char) number(),
                (int) number(),
                number(),
                (float) real(),
                real(),
                random.nextBoolean(),
                orNull((byte) number()),
                orNull((short) number()),
                orNull((char) number()),
                orNull((int) number()),
                orNull(number()),
                orNull((float) real()),
                orNull(real()),
                orNull(random.nextBoolean()),
                orNull(text()),
                orNull(List.of(text(), text())),
                value(depth - 1),
                orNull(TimeUnit.DAYS));
    }

    private <T> T orNull(T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private <C extends java.util.Collection<Object>> C fill(C collection, int depth) {
        int kind = random.nextInt(19);
        boolean mixed = random.nextInt(4) == 0;
        for (int i = random.nextInt(6); i > 0; i--) {
            collection.add(mixed ? value(depth - 1) : scalar(kind));
        }
        return collection;
    }

    private Map<Object, Object> map(Map<Object, Object> map, int depth) {
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(text(), value(depth - 1));
        }
        return map;
    }
}
