package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;

/** What happens with the frames that arrive on one connection. All calls come from the connection's event loop. */
interface FrameReceiver {

    /** How long the body of a frame of that kind may be; -1 if no such frame may come now. */
    int maxBytes(Frame.Kind kind);

    /** A whole frame, other than DATA. */
    void received(Frame.Kind kind, int id, byte[] body) throws TransportException;

    /**
     * Some of the body of a DATA frame; {@code part} is the caller's and may be empty.
     *
     * @param last whether nothing more of the stream follows
     */
    void receivedData(int id, ByteBuf part, boolean last) throws TransportException;
}
