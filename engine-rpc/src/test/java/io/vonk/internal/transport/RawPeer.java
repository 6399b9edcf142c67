package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A plain socket that can say to a listening end whatever a test wants. */
final class RawPeer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawPeer(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestPeers.PATIENCE_SECONDS));
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] frame(Frame.Kind kind, int id, byte[] body) {
        ByteBuf out = Unpooled.buffer();
        if (kind == Frame.Kind.DATA) {
            Frame.putDataHeader(out, Frame.LAST, id, body.length);
        } else {
            Frame.putHeader(out, kind, 0, id, body);
        }
        return ByteBufUtil.getBytes(out.writeBytes(body));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads a frame; returns its body. */
    byte[] readFrame(Frame.Kind expected) throws IOException {
        int length = in.readInt();
        Frame.Kind kind = Frame.Kind.of(in.readByte());
        in.skipNBytes(Frame.HEADER_BYTES - 5);
        byte[] body = in.readNBytes(length);
        if (kind != expected) {
            throw new AssertionError("expected " + expected + "; got " + kind);
        }
        return body;
    }

    /** Logs in as everybody does. */
    RawPeer logIn(Credentials credentials) throws IOException {
        ClientLogin login = new ClientLogin(credentials, "raw");
        write(frame(Frame.Kind.HELLO, 0, login.hello()));
        byte[] proof = login.received(Frame.Kind.CHALLENGE, readFrame(Frame.Kind.CHALLENGE));
        if (proof == null) {
            throw new AssertionError("a login has a proof");
        }
        write(frame(Frame.Kind.PROOF, 0, proof));
        login.received(Frame.Kind.WELCOME, readFrame(Frame.Kind.WELCOME));
        return this;
    }

    /** Waits until the other end has closed the socket; drops what it says before. */
    void awaitEnd() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the other end does not close the socket", e);
        } catch (IOException closed) {
            // Closed, or reset because not all of what was written had been read.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
