package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.vonk.internal.transport.StreamSource.ArrayPart;
import io.vonk.internal.transport.StreamSource.FilePart;
import io.vonk.internal.transport.StreamSource.Part;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Writes {@link Frame}s to a channel; flushing is for the caller. Used by the channel's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class FrameWriter {
    /** Up to here copying a body behind its header costs less than writing two buffers. */
    private static final int COPIED_BYTES = 1_024;

    private final Channel channel;
    private final boolean encrypted;

    /**
     * A writer.
     *
     * @param encrypted whether bytes must pass through this process to be encrypted
     */
    FrameWriter(Channel channel, boolean encrypted) {
        this.channel = channel;
        this.encrypted = encrypted;
    }

    /** Writes a frame other than DATA. */
    void write(Frame.Kind kind, int id, byte[] body) {
        channel.write(frame(channel.alloc(), kind, id, body));
    }

    /** Writes the FAILURE of a stream or question. */
    ChannelFuture writeFailure(int id, byte[] why) {
        return channel.write(frame(channel.alloc(), Frame.Kind.FAILURE, id, why));
    }

    private static ByteBuf frame(ByteBufAllocator allocator, Frame.Kind kind, int id, byte[] body) {
        boolean copied = body.length <= COPIED_BYTES;
        ByteBuf header = allocator.directBuffer(Frame.HEADER_BYTES + (copied ? body.length : 0));
        Frame.putHeader(header, kind, 0, id, body);
        return copied
                ? header.writeBytes(body)
                : Unpooled.wrappedUnmodifiableBuffer(header, Unpooled.wrappedBuffer(body));
    }

    /** Writes a part of a stream as a DATA frame. */
    ChannelFuture writeData(int id, Part part, boolean last) throws IOException {
        int flags = last ? Frame.LAST : 0;
        if (part instanceof ArrayPart bytes) {
            ByteBuf body = Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.length());
            channel.write(dataHeader(flags, id, bytes.length()));
            return channel.write(body);
        }
        FilePart range = (FilePart) part;
        if (encrypted) {
            ByteBuf body = read(range);
            channel.write(dataHeader(flags, id, range.length()));
            return channel.write(body);
        }
        if (range.file().size() < range.position() + range.length()) {
            throw tooShort(range);
        }
        channel.write(dataHeader(flags, id, range.length()));
        return channel.write(new OpenFileRegion(range));
    }

    /** Ends a stream by a DATA frame with nothing in it. */
    ChannelFuture writeEnd(int id) {
        return channel.write(dataHeader(Frame.LAST, id, 0));
    }

    private ByteBuf dataHeader(int flags, int id, int length) {
        ByteBuf header = channel.alloc().directBuffer(Frame.HEADER_BYTES);
        Frame.putDataHeader(header, flags, id, length);
        return header;
    }

    private ByteBuf read(FilePart range) throws IOException {
        ByteBuf body = channel.alloc().directBuffer(range.length());
        try {
            while (body.readableBytes() < range.length()) {
                int missing = range.length() - body.readableBytes();
                if (body.writeBytes(range.file(), range.position() + body.readableBytes(), missing) < 0) {
                    throw tooShort(range);
                }
            }
            return body;
        } catch (IOException | RuntimeException | Error e) {
            body.release();
            throw e;
        }
    }

    private static EOFException tooShort(FilePart range) throws IOException {
        return new EOFException(
                "a stream wants bytes " + range.position() + " to " + (range.position() + range.length())
                        + " of a file that has " + range.file().size());
    }

    /** A range of a file that stays open after it has been sent. */
    private static final class OpenFileRegion extends DefaultFileRegion {
        OpenFileRegion(FilePart range) {
            this(range.file(), range.position(), range.length());
        }

        private OpenFileRegion(FileChannel file, long position, long length) {
            super(file, position, length);
        }

        @Override
        protected void deallocate() {
            // The file belongs to the source of the stream.
        }
    }
}
