package io.vonk.internal.master;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.id.WorkerId;

/** What a master's shell must do, in the order of the list. */
public sealed interface MasterAction {

    /** Have a worker start an executor. */
    record LaunchExecutor(
            WorkerId worker,
            ApplicationId application,
            String executor,
            int cores,
            long memoryBytes,
            String driverAddress)
            implements MasterAction {}

    /** Have a worker end an executor. */
    record StopExecutor(WorkerId worker, ApplicationId application, String executor, String why)
            implements MasterAction {}

    /** Have a worker remove what an application has left. */
    record CleanApplication(WorkerId worker, ApplicationId application) implements MasterAction {}

    /** Have a worker start a driver. */
    record LaunchDriver(WorkerId worker, SubmissionId submission, DriverSpec spec) implements MasterAction {}

    /** Have a worker end a driver. */
    record StopDriver(WorkerId worker, SubmissionId submission) implements MasterAction {}

    /** Tell an application that there will be no more executors. */
    record EndApplication(ApplicationId application, String why) implements MasterAction {}

    /** Tell an application something that a person should know. */
    record TellApplication(ApplicationId application, String message) implements MasterAction {}

    /** End the connection of a worker: it is taken for lost, and must register again. */
    record DisconnectWorker(WorkerId worker, String why) implements MasterAction {}

    /** Write this down before anything that follows is done. */
    record Persist(DriverRecord driver) implements MasterAction {}

    /** This need not be remembered any more. */
    record Forget(SubmissionId submission) implements MasterAction {}

    /** Send {@link MasterEvent.Tick} at this time; only the latest request counts. */
    record WakeAt(long nanos) implements MasterAction {}
}
