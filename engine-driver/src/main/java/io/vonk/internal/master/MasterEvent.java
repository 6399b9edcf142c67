package io.vonk.internal.master;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.id.WorkerId;
import java.util.List;

/** Everything that can happen to a master. Events are values. */
public sealed interface MasterEvent {

    /** An executor that runs at a worker. */
    record HeldExecutor(ApplicationId application, String executor, int cores, long memoryBytes) {}

    /** A driver that runs at a worker. */
    record HeldDriver(SubmissionId submission, int cores, long memoryBytes) {}

    /** A worker offers its cores, for the first time or again; what runs there already goes on. */
    record WorkerRegistered(
            WorkerId worker,
            String address,
            int cores,
            long memoryBytes,
            List<HeldExecutor> executors,
            List<HeldDriver> drivers)
            implements MasterEvent {
        public WorkerRegistered {
            executors = List.copyOf(executors);
            drivers = List.copyOf(drivers);
            if (cores < 1 || memoryBytes < 1) {
                throw new IllegalArgumentException(worker + " offers nothing");
            }
        }
    }

    /** A sign of life of a worker. */
    record WorkerHeard(WorkerId worker) implements MasterEvent {}

    /** The connection of a worker has ended; it may come back. */
    record WorkerDisconnected(WorkerId worker) implements MasterEvent {}

    /** An application wants executors, for the first time or again. */
    record ApplicationRegistered(ApplicationId application, ApplicationSpec spec) implements MasterEvent {}

    /** How many cores an application could use now. */
    record ApplicationDemand(ApplicationId application, int wantedCores) implements MasterEvent {}

    /** The connection of an application has ended; it may come back. */
    record ApplicationDisconnected(ApplicationId application) implements MasterEvent {}

    /** An application has ended. */
    record ApplicationEnded(ApplicationId application) implements MasterEvent {}

    /** The process of an executor has started. */
    record ExecutorRunning(WorkerId worker, String executor) implements MasterEvent {}

    /** The process of an executor has ended, or could not be started. */
    record ExecutorExited(WorkerId worker, String executor, boolean failed, String how) implements MasterEvent {}

    /** A user gives a driver to the cluster. */
    record DriverSubmitted(SubmissionId submission, DriverSpec spec) implements MasterEvent {}

    /** The process of a driver has started. */
    record DriverRunning(WorkerId worker, SubmissionId submission) implements MasterEvent {}

    /** The process of a driver has ended, or could not be started. */
    record DriverExited(WorkerId worker, SubmissionId submission, int exitCode, String how) implements MasterEvent {}

    /** A user wants a driver to end. */
    record DriverKillRequested(SubmissionId submission) implements MasterEvent {}

    /** The first event of a master that takes over from another one: the drivers that it had. */
    record Recovered(List<DriverRecord> drivers) implements MasterEvent {
        public Recovered {
            drivers = List.copyOf(drivers);
        }
    }

    /** The time that {@link MasterAction.WakeAt} named has come. */
    record Tick() implements MasterEvent {}
}
