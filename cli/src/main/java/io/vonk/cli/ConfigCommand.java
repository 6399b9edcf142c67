package io.vonk.cli;

import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vonk config}: what programs started here are set to, and why. */
@Command(name = "config", description = "Show every setting: its value, where that came from, what it does.")
final class ConfigCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        VonkConfig config;
        try {
            config = VonkConfig.resolve(Map.of(), properties(), environment);
        } catch (ConfigurationException e) {
            spec.commandLine().getErr().println("vonk: " + e.getMessage());
            return ExitCodes.JOB_FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        for (VonkConfig.Value<?> value : config.values()) {
            out.println(value.setting().key() + " = " + value.text());
            out.println("    from: " + value.origin());
            out.println("    " + value.setting().doc());
        }
        return ExitCodes.OK;
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, System.getProperty(name, ""));
        }
        return properties;
    }
}
