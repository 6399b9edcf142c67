package io.vonk.internal.master;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.WorkerId;
import java.util.List;

/** What a master knows, for people. Immutable. */
public record MasterView(List<WorkerView> workers, List<ApplicationView> applications, List<DriverRecord> drivers) {
    public MasterView {
        workers = List.copyOf(workers);
        applications = List.copyOf(applications);
        drivers = List.copyOf(drivers);
    }

    /** A worker. */
    public record WorkerView(
            WorkerId worker,
            String address,
            int cores,
            int coresUsed,
            long memoryBytes,
            long memoryUsedBytes,
            boolean connected) {}

    /** An application. */
    public record ApplicationView(
            ApplicationId application, String name, int cores, int executors, boolean connected) {}
}
