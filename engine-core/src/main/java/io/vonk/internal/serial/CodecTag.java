package io.vonk.internal.serial;

/**
 * The first byte of a codec's description, which says what follows.
 *
 * <p>A description is a tag and what the table names; a <i>codec</i> in it is another description, a <i>name</i> is a string
 * as {@link StringCodec} writes it, a <i>count</i> a variable-length integer. The numbers are part of the format: they are
 * never used for something else.
 *
 * <pre>
 *  0 ANY                       20 PAIR       codec of the key, codec of the value
 *  1 LONG      2 INTEGER       21 OPTIONAL   codec
 *  3 SHORT     4 BYTE          22 LIST       codec of the elements
 *  5 CHARACTER 6 BOOLEAN       23 SET        kind (byte), codec of the elements
 *  7 DOUBLE    8 FLOAT         24 MAP        kind (byte), codec of the keys, codec of the values
 *  9 STRING   10 BIG_INTEGER   25 ENUM       name of the class, count, that many names of constants
 * 11 BIG_DECIMAL 12 LOCAL_DATE 26 RECORD     name of the class, count, that many times: name of the component, codec
 * 13 LOCAL_TIME 14 LOCAL_DATE_TIME 27 ARRAY  name of the array's class, codec of the elements
 * 15 INSTANT  16 DURATION      28 NULLABLE   codec
 * 17 UUID     18 JAVA          29 UNION      count, that many codecs
 * 19 NULL                      30 BYTES 31 SHORTS 32 CHARS 33 INTS 34 LONGS 35 FLOATS 36 DOUBLES 37 BOOLEANS
 * </pre>
 */
final class CodecTag {
    static final int ANY = 0;
    static final int LONG = 1;
    static final int INTEGER = 2;
    static final int SHORT = 3;
    static final int BYTE = 4;
    static final int CHARACTER = 5;
    static final int BOOLEAN = 6;
    static final int DOUBLE = 7;
    static final int FLOAT = 8;
    static final int STRING = 9;
    static final int BIG_INTEGER = 10;
    static final int BIG_DECIMAL = 11;
    static final int LOCAL_DATE = 12;
    static final int LOCAL_TIME = 13;
    static final int LOCAL_DATE_TIME = 14;
    static final int INSTANT = 15;
    static final int DURATION = 16;
    static final int UUID = 17;
    static final int JAVA = 18;
    static final int NULL = 19;
    static final int PAIR = 20;
    static final int OPTIONAL = 21;
    static final int LIST = 22;
    static final int SET = 23;
    static final int MAP = 24;
    static final int ENUM = 25;
    static final int RECORD = 26;
    static final int ARRAY = 27;
    static final int NULLABLE = 28;
    static final int UNION = 29;
    static final int BYTES = 30;
    static final int SHORTS = 31;
    static final int CHARS = 32;
    static final int INTS = 33;
    static final int LONGS = 34;
    static final int FLOATS = 35;
    static final int DOUBLES = 36;
    static final int BOOLEANS = 37;

    private CodecTag() {}
}
