package io.vonk.bench.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Optional;

/**
 * The options of the command line, but for what one engine has of its own. JMH sends it to the processes that it starts, so
 * it must be on the class path of all.
 */
final class EngineOptions extends CommandLineOptions {
    private final ArrayList<String> benchmarks;
    private final ArrayList<String> jvmOptions;
    private final Map<String, List<String>> parameters;

    /**
     * The options in {@code arguments}, changed.
     *
     * @param benchmarks the full names of the benchmarks to run, in place of the patterns
     * @param jvmOptions go before all other options of the JVM
     * @param parameters values in place of those on the command line
     */
    EngineOptions(
            String[] arguments,
            Collection<String> benchmarks,
            List<String> jvmOptions,
            Map<String, List<String>> parameters)
            throws CommandLineOptionException {
        super(arguments);
        this.benchmarks = new ArrayList<>(benchmarks);
        this.jvmOptions = new ArrayList<>(jvmOptions);
        this.parameters = Map.copyOf(parameters);
    }

    @Override
    public List<String> getIncludes() {
        return benchmarks.stream().map(name -> "^" + Pattern.quote(name) + "$").toList();
    }

    @Override
    public Optional<Collection<String>> getJvmArgsPrepend() {
        Optional<Collection<String>> given = super.getJvmArgsPrepend();
        if (jvmOptions.isEmpty()) {
            return given;
        }
        List<String> all = new ArrayList<>(jvmOptions);
        if (given.hasValue()) {
            all.addAll(given.get());
        }
        return Optional.of(all);
    }

    @Override
    public Optional<Collection<String>> getParameter(String name) {
        List<String> own = parameters.get(name);
        return own == null ? super.getParameter(name) : Optional.of(own);
    }
}
