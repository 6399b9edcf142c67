package io.vonk.internal.transport;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/** Lets ranges of files count as what they are: by Netty's own measure they take nothing, and a channel would take any number of them. */
final class FileRegionSizes implements MessageSizeEstimator {
    private static final MessageSizeEstimator.Handle OTHERS = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
        return message -> message instanceof FileRegion region
                ? (int) Math.min(Integer.MAX_VALUE, region.count())
                : OTHERS.size(message);
    }
}
