package io.vonk.internal.driver;

import io.vonk.internal.id.JobId;
import io.vonk.internal.stage.Stage;
import java.util.List;

/** Hears what the driver does, in order, on the driver's thread; must be quick and must not throw. */
public interface JobListener {
    /** Hears nothing. */
    JobListener NONE = new JobListener() {
        @Override
        public void jobStarted(JobId job, String label, List<Stage> stages) {}

        @Override
        public void tasksDone(int count, long records, long bytes) {}

        @Override
        public void jobEnded(JobId job, boolean succeeded) {}

        @Override
        public void sessionEnded() {}
    };

    /** A job was submitted; the label is its name, if it has one, and the action with the user's line. */
    void jobStarted(JobId job, String label, List<Stage> stages);

    /** Tasks have succeeded and count; they have read so many records, from so many bytes of input. */
    void tasksDone(int count, long records, long bytes);

    /** A job is over. */
    void jobEnded(JobId job, boolean succeeded);

    /** The session is closed. */
    void sessionEnded();
}
