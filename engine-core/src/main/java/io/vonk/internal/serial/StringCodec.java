package io.vonk.internal.serial;

import java.nio.charset.StandardCharsets;

/**
 * Strings: {@code byteLength << 1 | utf16} with variable length, then the characters, one byte each (ISO 8859-1) if all
 * of them are at most U+00FF, else two bytes each (UTF-16, low byte first; unpaired surrogates are kept).
 *
 * <p>A string has exactly one encoding, whatever means were used to write it.
 */
final class StringCodec {

    private StringCodec() {}

    /** Writes a string. */
    static void writeString(String text, RecordOutput out) {
        int length = text.length();
        if (length >= 1 << 30) {
            throw new IllegalStateException(
                    "a string of " + length + " characters cannot be encoded; at most 2^30 - 1");
        }
        out.ensure(length + 5);
        int start = out.position();
        out.putVarInt(length << 1);
        byte[] bytes = out.array();
        int position = out.position();
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            seen |= character;
            bytes[position + i] = (byte) character;
        }
        if (seen <= 0xff) {
            out.position(position + length);
            return;
        }
        out.position(start);
        writeWide(text, length, out);
    }

    private static void writeWide(String text, int length, RecordOutput out) {
        if (length >= 1 << 29) {
            throw new IllegalStateException(
                    "a string of " + length + " characters beyond ISO 8859-1 cannot be encoded; at most 2^29 - 1");
        }
        out.putVarInt(length << 2 | 1);
        out.ensure(2 * length);
        byte[] bytes = out.array();
        int position = out.position();
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            bytes[position++] = (byte) character;
            bytes[position++] = (byte) (character >>> 8);
        }
        out.position(position);
    }

    /** Reads what {@link #writeString} wrote. */
    static String readString(RecordInput in) {
        int head = in.getVarInt();
        int length = head >>> 1;
        int position = in.position();
        in.position(position + length);
        if ((head & 1) == 0) {
            return new String(in.array(), position, length, StandardCharsets.ISO_8859_1);
        }
        return readWide(in.array(), position, length >>> 1);
    }

    /** Not by a charset decoder, because that one replaces unpaired surrogates. */
    private static String readWide(byte[] bytes, int start, int length) {
        char[] characters = new char[length];
        int position = start;
        for (int i = 0; i < length; i++) {
            characters[i] = (char) ((bytes[position] & 0xff) | (bytes[position + 1] << 8));
            position += 2;
        }
        return new String(characters);
    }
}
