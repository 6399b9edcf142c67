package io.vonk.bench.run;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.run.EngineProcess.Run;
import io.vonk.bench.run.Outcome.Failed;
import io.vonk.bench.run.Outcome.Measured;
import io.vonk.bench.run.Outcome.Unsupported;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures one job on several engines.
 *
 * <p>First each engine's cold run, one after the other; then warm runs in turns, so that a slow minute of the machine meets
 * all. Whose turn it is not is paused, and what it wrote is on disk before the next turn. At most two engines are alive at once, because each may fill its heap: the first two
 * take turns, the others follow, each alone.
 *
 * <p>On a cluster each engine is alone from its first run to its last: executors take a driver that is paused for lost.
 */
final class Measurement {
    private static final int AT_ONCE = 2;

    private final Setting setting;
    private final Effort effort;

    Measurement(Setting setting, Effort effort) {
        this.setting = setting;
        this.effort = effort;
    }

    /** The outcomes in the order of the rivals. */
    Map<Rival, Outcome> of(Job job, List<Rival> rivals) throws IOException, InterruptedException {
        Map<Rival, Outcome> outcomes = new LinkedHashMap<>();
        if (job.kind() == Job.Kind.PROCESS) {
            wholeProcesses(job, rivals, outcomes);
            return outcomes;
        }
        if (!setting.local()) {
            for (Rival alone : rivals) {
                outcomes.putAll(inTurns(job, List.of(alone), effort));
            }
            return outcomes;
        }
        List<Rival> pair = rivals.subList(0, Math.min(AT_ONCE, rivals.size()));
        outcomes.putAll(inTurns(job, pair, effort));
        for (Rival alone : rivals.subList(pair.size(), rivals.size())) {
            outcomes.putAll(inTurns(job, List.of(alone), effort.forYardsticks()));
        }
        return outcomes;
    }

    private void wholeProcesses(Job job, List<Rival> rivals, Map<Rival, Outcome> outcomes) {
        Map<Rival, List<Double>> seconds = new LinkedHashMap<>();
        rivals.forEach(rival -> seconds.put(rival, new ArrayList<>()));
        for (int i = 0; i < effort.starts(); i++) {
            seconds.forEach((rival, runs) -> attempt(rival, outcomes, () -> {
                if (!outcomes.containsKey(rival)) {
                    EngineProcess.once(rival, job, setting)
                            .ifPresentOrElse(runs::add, () -> outcomes.put(rival, new Unsupported()));
                }
            }));
        }
        seconds.forEach((rival, runs) -> {
            if (!runs.isEmpty() && !outcomes.containsKey(rival)) {
                List<Double> later = runs.subList(1, runs.size());
                outcomes.put(rival, new Measured("", runs.get(0), later, List.of(), -1, Answer.of(1, 0)));
            }
        });
    }

    /** A process that is being measured. */
    private static final class Contestant {
        private final EngineProcess process;
        private final String version;
        private final List<Double> warm = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();
        private double cold;
        private boolean done;

        Contestant(EngineProcess process, String version) {
            this.process = process;
            this.version = version;
        }
    }

    private Map<Rival, Outcome> inTurns(Job job, List<Rival> rivals, Effort effort)
            throws IOException, InterruptedException {
        Map<Rival, Outcome> outcomes = new LinkedHashMap<>();
        Map<Rival, Contestant> contestants = new LinkedHashMap<>();
        try {
            for (Rival rival : rivals) {
                attempt(rival, outcomes, () -> start(rival, job, outcomes, contestants));
            }
            while (contestants.values().stream().anyMatch(contestant -> !contestant.done)) {
                contestants.forEach((rival, contestant) -> attempt(rival, outcomes, () -> turn(contestant, effort)));
                contestants.entrySet().removeIf(entry -> failed(entry.getKey(), entry.getValue(), outcomes));
            }
            contestants.forEach(
                    (rival, contestant) -> attempt(rival, outcomes, () -> outcomes.put(rival, finish(contestant))));
        } finally {
            for (Contestant contestant : contestants.values()) {
                contestant.process.close();
            }
        }
        return outcomes;
    }

    private interface Step {
        void take() throws IOException, InterruptedException, EngineException;
    }

    private static void attempt(Rival rival, Map<Rival, Outcome> outcomes, Step step) {
        try {
            step.take();
        } catch (EngineException | IOException e) {
            outcomes.put(rival, new Failed(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcomes.put(rival, new Failed("interrupted"));
        }
    }

    private static boolean failed(Rival rival, Contestant contestant, Map<Rival, Outcome> outcomes) {
        if (!(outcomes.get(rival) instanceof Failed)) {
            return false;
        }
        attempt(rival, outcomes, contestant.process::close);
        return true;
    }

    private void start(Rival rival, Job job, Map<Rival, Outcome> outcomes, Map<Rival, Contestant> contestants)
            throws IOException, InterruptedException, EngineException {
        EngineProcess process = EngineProcess.start(rival, job, setting);
        try {
            Optional<String> version = process.awaitReady();
            if (version.isEmpty()) {
                outcomes.put(rival, new Unsupported());
                process.close();
                return;
            }
            Contestant contestant = new Contestant(process, version.get());
            process.run();
            contestant.cold = process.age();
            pause(process);
            contestants.put(rival, contestant);
        } catch (EngineException e) {
            process.close();
            throw e;
        }
    }

    private void pause(EngineProcess process) throws IOException, InterruptedException {
        if (setting.local()) {
            process.pause();
        }
    }

    private void turn(Contestant contestant, Effort effort) throws IOException, InterruptedException, EngineException {
        if (contestant.done) {
            return;
        }
        EngineProcess.settleFiles();
        contestant.process.resume();
        Run run = contestant.process.run();
        pause(contestant.process);
        contestant.warm.add(run.seconds());
        contestant.cpu.add(run.cpuSeconds());
        contestant.done = !effort.wantsMore(contestant.warm);
    }

    private Outcome finish(Contestant contestant) throws IOException, InterruptedException, EngineException {
        contestant.process.resume();
        Answer answer = contestant.process.check();
        long peak = contestant.process.end();
        if (!setting.local()) {
            // The process is the driver only.
            return new Measured(contestant.version, contestant.cold, contestant.warm, List.of(), -1, answer);
        }
        return new Measured(contestant.version, contestant.cold, contestant.warm, contestant.cpu, peak, answer);
    }
}
