package io.vonk.internal.transport;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections that are in their login. If there are too many, the oldest of them is ended: strangers who hold connections open
 * without logging in keep nobody out, as a login that is meant is over in milliseconds.
 *
 * <p>Thread safety: safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class HalfOpenConnections {
    private final int limit;
    private final Set<Channel> channels = new LinkedHashSet<>();

    HalfOpenConnections(int limit) {
        this.limit = limit;
    }

    void add(Channel channel) {
        Channel oldest = null;
        synchronized (this) {
            channels.add(channel);
            if (channels.size() > limit) {
                Iterator<Channel> inOrder = channels.iterator();
                oldest = inOrder.next();
                inOrder.remove();
            }
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    synchronized void remove(Channel channel) {
        channels.remove(channel);
    }

    synchronized int size() {
        return channels.size();
    }
}
