package io.vonk.internal.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How the other end of a socket is called. */
final class Peer {
    private Peer() {}

    /** Address and port, without asking for a name. */
    static String of(Channel channel) {
        SocketAddress address = channel.remoteAddress();
        return address == null ? "an unknown peer" : of(address);
    }

    /** Address, or name if that is what was given, and port. */
    static String of(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }
}
