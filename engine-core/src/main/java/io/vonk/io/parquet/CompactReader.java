package io.vonk.io.parquet;

/**
 * Reads Thrift's compact protocol, in which all metadata of Parquet is written, from bytes that may be anything: it
 * never reads past its end, never recurses deeper than {@value #MAX_DEPTH}, and allocates nothing. Used by one thread.
 */
final class CompactReader {
    static final int STOP = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    static final int STRUCT = 12;
    private static final int UUID = 13;

    private static final int MAX_DEPTH = 64;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int fieldId;

    /** The bytes are no compact Thrift, or end too early. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean tooShort;

        private MalformedException(String message, boolean tooShort) {
            super(message);
            this.tooShort = tooShort;
        }

        /** Whether everything was right up to the end of the bytes. */
        boolean tooShort() {
            return tooShort;
        }
    }

    CompactReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Where the next byte is read. */
    int position() {
        return position;
    }

    /**
     * Checks that a struct can be read without allocating more than the bytes justify: every string, and every list with
     * its elements, lies within the bytes.
     */
    static void check(byte[] bytes, int start, int end) throws MalformedException {
        new CompactReader(bytes, start, end).skip(STRUCT, 0);
    }

    /** Starts a struct, the fields of which follow by {@link #nextField}; returns what {@link #endStruct} needs. */
    int beginStruct() {
        int outer = fieldId;
        fieldId = 0;
        return outer;
    }

    void endStruct(int outer) {
        fieldId = outer;
    }

    /** Reads the head of the next field and returns its wire type, or {@link #STOP}. */
    int nextField() throws MalformedException {
        int head = readByte();
        int type = head & 15;
        if (type != STOP) {
            int delta = head >>> 4;
            fieldId = delta == 0 ? (int) readZigZag() : fieldId + delta;
        }
        return type;
    }

    int fieldId() {
        return fieldId;
    }

    int readInt(int type) throws MalformedException {
        if (type != I32) {
            throw malformed("field " + fieldId + " should be a 32-bit integer, but has wire type " + type);
        }
        long value = readZigZag();
        if (value != (int) value) {
            throw malformed("field " + fieldId + " should be a 32-bit integer; got: " + value);
        }
        return (int) value;
    }

    boolean readBoolean(int type) throws MalformedException {
        if (type != TRUE && type != FALSE) {
            throw malformed("field " + fieldId + " should be a boolean, but has wire type " + type);
        }
        return type == TRUE;
    }

    /** Skips the value of the field that was begun last. */
    void skip(int type) throws MalformedException {
        skip(type, 0);
    }

    void requireStruct(int type) throws MalformedException {
        if (type != STRUCT) {
            throw malformed("field " + fieldId + " should be a struct, but has wire type " + type);
        }
    }

    private void skip(int type, int depth) throws MalformedException {
        if (depth > MAX_DEPTH) {
            throw malformed("structures are nested more than " + MAX_DEPTH + " deep");
        }
        switch (type) {
            case TRUE, FALSE -> {}
            case BYTE -> advance(1);
            case I16, I32, I64 -> readVarint();
            case DOUBLE -> advance(8);
            case UUID -> advance(16);
            case BINARY -> advance(readVarint());
            case LIST, SET -> skipList(depth);
            case MAP -> skipMap(depth);
            case STRUCT -> {
                int outer = beginStruct();
                for (int field = nextField(); field != STOP; field = nextField()) {
                    skip(field, depth + 1);
                }
                endStruct(outer);
            }
            default -> throw malformed("there is no wire type " + type);
        }
    }

    private void skipList(int depth) throws MalformedException {
        int head = readByte();
        int elementType = head & 15;
        int shortSize = head >>> 4;
        long size = shortSize == 15 ? readVarint() : shortSize;
        requireRoom(size);
        for (long i = 0; i < size; i++) {
            skipElement(elementType, depth);
        }
    }

    private void skipMap(int depth) throws MalformedException {
        long size = readVarint();
        requireRoom(size);
        if (size > 0) {
            int types = readByte();
            for (long i = 0; i < size; i++) {
                skipElement(types >>> 4, depth);
                skipElement(types & 15, depth);
            }
        }
    }

    /** Booleans take a byte each in collections, unlike in structs. */
    private void skipElement(int type, int depth) throws MalformedException {
        if (type == TRUE || type == FALSE) {
            advance(1);
        } else {
            skip(type, depth + 1);
        }
    }

    /** Every element takes at least a byte. */
    private void requireRoom(long elements) throws MalformedException {
        if (elements < 0 || elements > end - position) {
            throw new MalformedException(
                    "a collection should have " + elements + " elements, but " + (end - position) + " bytes are left",
                    elements > 0);
        }
    }

    private void advance(long count) throws MalformedException {
        if (count < 0 || count > end - position) {
            throw new MalformedException(
                    "a value should have " + count + " bytes, but " + (end - position) + " are left", count > 0);
        }
        position += (int) count;
    }

    private int readByte() throws MalformedException {
        if (position >= end) {
            throw new MalformedException("the bytes end within a structure", true);
        }
        return bytes[position++] & 0xff;
    }

    private long readZigZag() throws MalformedException {
        long value = readVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long readVarint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed("an integer has more than 64 bits");
    }

    private static MalformedException malformed(String message) {
        return new MalformedException(message, false);
    }
}
