package io.vonk.bench.run;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.run.Outcome.Failed;
import io.vonk.bench.run.Outcome.Measured;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** All outcomes of a comparison, and what follows from them. Used by one thread. */
final class Results {
    private final Map<Job, Map<String, Outcome>> outcomes = new LinkedHashMap<>();

    void put(Job job, String engine, Outcome outcome) {
        outcomes.computeIfAbsent(job, j -> new LinkedHashMap<>()).put(engine, outcome);
    }

    Collection<Job> jobs() {
        return outcomes.keySet();
    }

    /** The names of all engines, known ones first. */
    List<String> engines() {
        List<String> names = new ArrayList<>();
        for (String known : Installation.ENGINES) {
            if (outcomes.values().stream().anyMatch(engines -> engines.containsKey(known))) {
                names.add(known);
            }
        }
        outcomes.values().stream()
                .flatMap(engines -> engines.keySet().stream())
                .filter(name -> !names.contains(name))
                .distinct()
                .forEach(names::add);
        return names;
    }

    Map<String, Outcome> of(Job job) {
        return outcomes.getOrDefault(job, Map.of());
    }

    Optional<Measured> measured(Job job, String engine) {
        return of(job).get(engine) instanceof Measured measured ? Optional.of(measured) : Optional.empty();
    }

    /** How many times as long {@code engine} takes as Vonk, warm; empty unless both ran. */
    OptionalDouble ratio(Job job, String engine) {
        Optional<Measured> vonk = measured(job, Rival.VONK);
        Optional<Measured> other = measured(job, engine);
        return vonk.isPresent() && other.isPresent()
                ? OptionalDouble.of(other.get().median() / vonk.get().median())
                : OptionalDouble.empty();
    }

    /** The ratios of {@code engine} to Vonk over jobs of one kind. */
    List<Double> ratios(Job.Kind kind, String engine) {
        List<Double> ratios = new ArrayList<>();
        for (Job job : outcomes.keySet()) {
            if (job.kind() == kind) {
                ratio(job, engine).ifPresent(ratios::add);
            }
        }
        return ratios;
    }

    /** The versions of all engines that ran, for the report. */
    String versions() {
        return outcomes.values().stream()
                .flatMap(engines -> engines.values().stream())
                .filter(Measured.class::isInstance)
                .map(outcome -> ((Measured) outcome).version())
                .filter(version -> !version.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** What went wrong: engines that failed, and answers that differ. Empty if all is well. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        outcomes.forEach((job, engines) -> {
            String first = null;
            Answer expected = Answer.NONE;
            for (Map.Entry<String, Outcome> entry : engines.entrySet()) {
                if (entry.getValue() instanceof Failed failed) {
                    complaints.add(job.id() + ": " + entry.getKey() + " failed: " + failed.reason());
                } else if (entry.getValue() instanceof Measured measured) {
                    if (first == null) {
                        first = entry.getKey();
                        expected = measured.answer();
                    } else if (!expected.agreesWith(measured.answer())) {
                        complaints.add(job.id() + ": " + first + " and " + entry.getKey() + " have different answers: "
                                + expected + " and " + measured.answer());
                    }
                }
            }
        });
        return complaints;
    }
}
