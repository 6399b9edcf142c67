package io.vonk.internal.master;

import io.vonk.internal.id.WorkerId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the master knows of a worker. */
final class WorkerState {
    final WorkerId id;
    final String address;
    final int cores;
    final long memoryBytes;
    final Map<String, Grant> grants = new LinkedHashMap<>();
    boolean connected = true;
    /** When it was heard last; when its connection has ended, since when it is waited for. */
    long sinceNanos;
    /** What drivers take. */
    int driverCores;

    long driverMemoryBytes;

    WorkerState(WorkerId id, String address, int cores, long memoryBytes, long nowNanos) {
        this.id = id;
        this.address = address;
        this.cores = cores;
        this.memoryBytes = memoryBytes;
        this.sinceNanos = nowNanos;
    }

    int usedCores() {
        int used = driverCores;
        for (Grant grant : grants.values()) {
            used += grant.cores;
        }
        return used;
    }

    long usedMemoryBytes() {
        long used = driverMemoryBytes;
        for (Grant grant : grants.values()) {
            used += grant.memoryBytes;
        }
        return used;
    }

    int freeCores() {
        return connected ? Math.max(0, cores - usedCores()) : 0;
    }

    long freeMemoryBytes() {
        return connected ? Math.max(0, memoryBytes - usedMemoryBytes()) : 0;
    }
}
