package io.vonk.testkit;

import io.vonk.internal.worker.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links of a cluster. A link to the same place is made once. Thread safety: safe for use by many threads. */
final class Links implements AutoCloseable {
    private record Place(LinkKind kind, int worker, String target) {}

    private final long seed;
    private final Map<Place, FaultProxy> links = new LinkedHashMap<>();

    Links(long seed) {
        this.seed = seed;
    }

    /** The address of a link to a place. */
    synchronized String link(LinkKind kind, int worker, String target) {
        return links.computeIfAbsent(new Place(kind, worker, target), place -> {
                    try {
                        return FaultProxy.to(target, seed + links.size());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .address();
    }

    synchronized List<FaultProxy> of(LinkKind kind, int worker) {
        List<FaultProxy> found = new ArrayList<>();
        links.forEach((place, link) -> {
            if (place.kind() == kind && place.worker() == worker) {
                found.add(link);
            }
        });
        return found;
    }

    Routes routes(int worker) {
        return new Routes() {
            @Override
            public String advertised(String own) {
                return link(LinkKind.TO_OUTPUTS, worker, own);
            }

            @Override
            public String toDriver(String driver) {
                return link(LinkKind.TO_DRIVER, worker, driver);
            }
        };
    }

    @Override
    public synchronized void close() {
        links.values().forEach(FaultProxy::close);
        links.clear();
    }
}
