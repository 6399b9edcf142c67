package io.vonk.internal.plan;

import java.io.Serializable;

/**
 * Works on one record at a time, without regard to the others.
 *
 * @param kind what is done with the function's result; decides the function's type
 * @param function the user's function; see the kinds for its type
 */
public record RecordOperator(Kind kind, Serializable function) implements Operator {

    /** What a record is, and so which {@code Batch} it travels in. */
    public enum Shape {
        /** Any object. */
        OBJECT,
        /** A primitive {@code long}. */
        LONG,
        /** A primitive {@code double}. */
        DOUBLE
    }

    /** The kinds of record operators; each names the interface in {@code io.vonk.function} that its function has. */
    public enum Kind {
        /** {@code SerFunction}: a record for each record. */
        MAP(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerPredicate}: keeps records. */
        FILTER(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerFunction} to {@code Iterator}: any number of records for each record. */
        FLAT_MAP(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerFunction}: a value for each value of a pair. */
        MAP_VALUES(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerFunction} to {@code Iterator}: any number of values for each value of a pair. */
        FLAT_MAP_VALUES(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerFunction}: pairs each record, as the value, with a key. */
        KEY_BY(Shape.OBJECT, Shape.OBJECT),
        /** No function ({@link #NONE}): the keys of pairs. */
        KEYS(Shape.OBJECT, Shape.OBJECT),
        /** No function ({@link #NONE}): the values of pairs. */
        VALUES(Shape.OBJECT, Shape.OBJECT),
        /** {@code SerToLongFunction}. */
        MAP_TO_LONG(Shape.OBJECT, Shape.LONG),
        /** {@code SerToDoubleFunction}. */
        MAP_TO_DOUBLE(Shape.OBJECT, Shape.DOUBLE),
        /** {@code SerLongUnaryOperator}. */
        LONG_MAP(Shape.LONG, Shape.LONG),
        /** {@code SerLongPredicate}. */
        LONG_FILTER(Shape.LONG, Shape.LONG),
        /** {@code SerLongFunction}: an object for each long. */
        LONG_TO_OBJECT(Shape.LONG, Shape.OBJECT),
        /** No function ({@link #NONE}): a double for each long. */
        LONG_TO_DOUBLE(Shape.LONG, Shape.DOUBLE),
        /**
         * No function ({@link #NONE}): each batch becomes one record, its sum. Stands last, before an action that adds what it
         * is given, so that the loop which makes the records adds them up instead of storing them.
         */
        LONG_SUM(Shape.LONG, Shape.LONG),
        /** {@code SerDoubleUnaryOperator}. */
        DOUBLE_MAP(Shape.DOUBLE, Shape.DOUBLE),
        /** {@code SerDoublePredicate}. */
        DOUBLE_FILTER(Shape.DOUBLE, Shape.DOUBLE),
        /** {@code SerDoubleFunction}: an object for each double. */
        DOUBLE_TO_OBJECT(Shape.DOUBLE, Shape.OBJECT);

        private final Shape input;
        private final Shape output;

        Kind(Shape input, Shape output) {
            this.input = input;
            this.output = output;
        }

        /** What goes in. */
        public Shape input() {
            return input;
        }

        /** What comes out. */
        public Shape output() {
            return output;
        }

        /** Whether one record can become many. */
        public boolean expands() {
            return this == FLAT_MAP || this == FLAT_MAP_VALUES;
        }
    }

    /** Stands for the function of the kinds that have none. */
    public static final Serializable NONE = "none";
}
