package io.vonk.internal.scheduler;

import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An active job: its stages and what can be launched for it now. An ended job has no state. */
final class JobState {

    private final JobId id;
    private final SchedulerEvent.Delivery delivery;
    private final List<MapStage> mapStages = new ArrayList<>();
    private final Set<StageState> ready = new LinkedHashSet<>();
    private final Set<StageState> readyAlone = new LinkedHashSet<>();
    private final Map<ShuffleId, Integer> fetchWaves = new LinkedHashMap<>(0);

    JobState(JobId id, SchedulerEvent.Delivery delivery) {
        this.id = id;
        this.delivery = delivery;
    }

    JobId id() {
        return id;
    }

    SchedulerEvent.Delivery delivery() {
        return delivery;
    }

    /** The shuffles in the job's graph, parents before children; needed or not. */
    List<MapStage> mapStages() {
        return mapStages;
    }

    /** The stages in which a task of this job can be launched, in the order in which they became so. */
    Set<StageState> ready() {
        return ready;
    }

    /** The stages in which a task can be launched that must run alone. */
    Set<StageState> readyAlone() {
        return readyAlone;
    }

    /** Counts one more time that map outputs of this shuffle turned out to be unreadable, and says how often that was. */
    int addFetchWave(ShuffleId shuffle) {
        return fetchWaves.merge(shuffle, 1, Integer::sum);
    }
}
