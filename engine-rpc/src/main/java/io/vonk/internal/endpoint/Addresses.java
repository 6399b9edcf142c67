package io.vonk.internal.endpoint;

import java.net.InetSocketAddress;

/** Addresses as people and messages write them: {@code host:port}. */
public final class Addresses {
    private static final int MAX_PORT = 65_535;

    private Addresses() {}

    /**
     * Reads an address. A name is not looked up before somebody connects.
     *
     * @throws IllegalArgumentException if it is not {@code host:port}; the message can follow "must be"
     */
    public static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 1 ? "" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = -1;
        try {
            port = Integer.parseInt(address.substring(colon + 1));
        } catch (NumberFormatException e) {
            // Told below.
        }
        if (host.isEmpty() || port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("host:port, such as 127.0.0.1:7077; got: " + address);
        }
        return new InetSocketAddress(host, port);
    }

    /** Writes an address, with the host as it was given. */
    public static String text(InetSocketAddress address) {
        return text(address.getHostString(), address.getPort());
    }

    /** Writes an address. */
    public static String text(String host, int port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
