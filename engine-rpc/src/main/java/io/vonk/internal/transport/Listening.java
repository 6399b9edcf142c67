package io.vonk.internal.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** An address at which connections are accepted. Thread safety: safe for use by many threads. */
public final class Listening implements AutoCloseable {
    private final Channel channel;
    private final InetSocketAddress address;

    Listening(Channel channel) {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.localAddress();
    }

    /** The address, with the port that was chosen if none was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Accepts no more connections; those that are there go on. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
