package io.vonk.internal.scheduler;

import java.util.ArrayList;
import java.util.List;

/** Collects the actions of one event in their order. */
final class Outbox {

    private List<SchedulerAction> actions = new ArrayList<>();

    void add(SchedulerAction action) {
        actions.add(action);
    }

    /** Hands over what was collected and starts anew. */
    List<SchedulerAction> drain() {
        List<SchedulerAction> drained = actions;
        actions = new ArrayList<>();
        return drained;
    }
}
