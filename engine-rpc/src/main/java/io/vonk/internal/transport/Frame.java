package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The unit in which bytes go over a socket, in both directions, from the first byte on: a header of 16 bytes and a body. All numbers
 * have their most significant byte first.
 *
 * <pre>
 * bytes  0 ..  3   length of the body
 *             4    kind
 *             5    flags: 1 = the last DATA of its stream, else 0
 *        6 ..  7   0
 *        8 .. 11   id of the question or stream, else 0
 *       12 .. 15   CRC32C of bytes 0 .. 11 and of the body; of DATA, of bytes 0 .. 11 only
 *       16 ..      the body
 * </pre>
 *
 * <p>Bodies of DATA are not covered, because they are sent from files without being looked at; what they carry has checksums of
 * its own. A frame with a wrong checksum ends its connection.
 *
 * <p>An id belongs to the end that asked the question or opened the stream, which does not use it again before it is done with; its
 * sign bit is 0. Questions and streams share the ids. Kinds until the login is done, which is specified at {@link LoginMessage}:
 * HELLO, CHALLENGE, PROOF, WELCOME, REFUSAL. Kinds afterwards:
 *
 * <ul>
 *   <li>MESSAGE: arrives, and wants no answer.
 *   <li>QUESTION: wants an ANSWER with the same id, or a FAILURE, whose body is text in UTF-8.
 *   <li>OPEN: wants a stream. Body: 8 bytes, how many bytes may be sent; then what is wanted.
 *   <li>DATA: the next bytes of a stream. FAILURE ends it instead of a last DATA.
 *   <li>CREDIT: 8 bytes, how many more bytes of a stream may be sent.
 *   <li>CANCEL: the end that opened a stream wants no more of it. What is on its way then is dropped on arrival; the id is free
 *       when the stream's last DATA or FAILURE has come, which follows in any case.
 * </ul>
 */
final class Frame {
    static final int HEADER_BYTES = 16;

    static final int LAST = 1;

    private static final int CHECKED_HEADER_BYTES = 12;

    /** What a frame is; {@link #code} goes over the wire. */
    enum Kind {
        HELLO(1),
        CHALLENGE(2),
        PROOF(3),
        WELCOME(4),
        REFUSAL(5),
        MESSAGE(16),
        QUESTION(17),
        ANSWER(18),
        FAILURE(19),
        OPEN(20),
        DATA(21),
        CREDIT(22),
        CANCEL(23);

        private static final @Nullable Kind[] BY_CODE = new @Nullable Kind[32];

        static {
            for (Kind kind : values()) {
                BY_CODE[kind.code] = kind;
            }
        }

        final int code;

        Kind(int code) {
            this.code = code;
        }

        static @Nullable Kind of(int code) {
            return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
        }

        boolean isLogin() {
            return code < MESSAGE.code;
        }
    }

    private Frame() {}

    /** Writes the header of a frame with that body into the next 16 bytes of {@code out}. */
    static void putHeader(ByteBuf out, Kind kind, int flags, int id, byte[] body) {
        putHeader(out, kind, flags, id, body.length, body);
    }

    /** Writes the header of a DATA frame, whose body follows from elsewhere. */
    static void putDataHeader(ByteBuf out, int flags, int id, int length) {
        putHeader(out, Kind.DATA, flags, id, length, new byte[0]);
    }

    private static void putHeader(ByteBuf out, Kind kind, int flags, int id, int length, byte[] checked) {
        byte[] header = new byte[HEADER_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(header);
        fields.putInt(length)
                .put((byte) kind.code)
                .put((byte) flags)
                .putShort((short) 0)
                .putInt(id);
        fields.putInt(checksum(header, checked));
        out.writeBytes(header);
    }

    /** The checksum of a frame whose header is in {@code header}; {@code body} is empty for DATA. */
    static int checksum(byte[] header, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKED_HEADER_BYTES);
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }
}
