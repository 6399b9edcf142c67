package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vonk.internal.transport.TransportException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes as they come from the socket apart into {@link Frame}s. Nothing is gathered but a header and the body of one frame
 * whose length has been allowed: parts of streams go on as they come. After the first error nothing is read any more.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
    private static final byte[] NOTHING = new byte[0];

    private FrameReceiver receiver;
    private final byte[] header = new byte[Frame.HEADER_BYTES];
    private int headerBytes;

    /** The frame whose body is being read; null while its header is. */
    private Frame.@Nullable Kind kind;

    private int flags;
    private int id;
    private byte[] body = NOTHING;
    private int bodyBytes;
    private int length;
    private boolean broken;

    FrameDecoder(FrameReceiver receiver) {
        this.receiver = receiver;
    }

    /** Lets another receiver have the frames from the next one on; to be called while one is being received. */
    void handOver(FrameReceiver next) {
        receiver = next;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws TransportException {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (!broken && bytes.isReadable()) {
                if (kind == null) {
                    readHeader(bytes);
                } else if (kind == Frame.Kind.DATA) {
                    readData(bytes);
                } else {
                    readBody(bytes, kind);
                }
            }
        } catch (TransportException | RuntimeException | Error e) {
            broken = true;
            throw e;
        } finally {
            bytes.release();
        }
    }

    private void readHeader(ByteBuf bytes) throws TransportException {
        int count = Math.min(bytes.readableBytes(), Frame.HEADER_BYTES - headerBytes);
        bytes.readBytes(header, headerBytes, count);
        headerBytes += count;
        if (headerBytes < Frame.HEADER_BYTES) {
            return;
        }
        headerBytes = 0;
        ByteBuffer fields = ByteBuffer.wrap(header);
        length = fields.getInt();
        Frame.Kind next = Frame.Kind.of(fields.get());
        flags = fields.get() & 0xff;
        short zero = fields.getShort();
        id = fields.getInt();
        int limit = next == null ? -1 : receiver.maxBytes(next);
        boolean wrongFlags = flags != 0 && !(next == Frame.Kind.DATA && flags == Frame.LAST);
        if (next == null || limit < 0 || length < 0 || length > limit || wrongFlags || zero != 0 || id < 0) {
            throw new TransportException(
                    Reason.PROTOCOL,
                    "not a frame that may come now: " + describe(next) + " of " + Integer.toUnsignedString(length)
                            + " bytes (at most " + limit + ")");
        }
        if (next == Frame.Kind.DATA) {
            check(fields.getInt(), NOTHING);
        }
        kind = next;
        bodyBytes = 0;
        if (next != Frame.Kind.DATA) {
            body = length == 0 ? NOTHING : new byte[length];
        }
        if (length == 0) {
            endFrame(next);
        }
    }

    private static String describe(Frame.@Nullable Kind kind) {
        return kind == null ? "an unknown kind" : kind.toString();
    }

    private void readData(ByteBuf bytes) throws TransportException {
        int count = Math.min(bytes.readableBytes(), length - bodyBytes);
        bodyBytes += count;
        boolean complete = bodyBytes == length;
        if (complete) {
            kind = null;
        }
        receiver.receivedData(id, bytes.readSlice(count), complete && flags == Frame.LAST);
    }

    private void readBody(ByteBuf bytes, Frame.Kind current) throws TransportException {
        int count = Math.min(bytes.readableBytes(), length - bodyBytes);
        bytes.readBytes(body, bodyBytes, count);
        bodyBytes += count;
        if (bodyBytes == length) {
            endFrame(current);
        }
    }

    private void endFrame(Frame.Kind current) throws TransportException {
        kind = null;
        if (current == Frame.Kind.DATA) {
            receiver.receivedData(id, Unpooled.EMPTY_BUFFER, flags == Frame.LAST);
            return;
        }
        byte[] complete = body;
        body = NOTHING;
        check(ByteBuffer.wrap(header).getInt(Frame.HEADER_BYTES - 4), complete);
        receiver.received(current, id, complete);
    }

    private void check(int expected, byte[] checkedBody) throws TransportException {
        if (Frame.checksum(header, checkedBody) != expected) {
            throw new TransportException(
                    Reason.PROTOCOL,
                    "a frame was changed on its way: its checksum is wrong (header " + Arrays.toString(header) + ")");
        }
    }
}
