package io.vonk.cli;

import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options and settings of a submission, as settings of Vonk. Options come before {@code --conf}, and that before the file. Spark's own
 * keys are taken where Vonk has a setting of the same meaning; others have no effect and are named.
 *
 * @param settings keys of Vonk and values
 * @param ignored keys that have no effect
 * @param waitForEnd whether a submission to a worker waits for the end of its driver
 */
record SubmitSettings(Map<String, String> settings, List<String> ignored, boolean waitForEnd) {
    private static final String WAIT = "spark.standalone.submit.waitAppCompletion";

    /** Spark's keys that mean what one of Vonk's means. */
    private static final Map<String, String> OF_SPARK = Map.of(
            "spark.master", Settings.MASTER.key(),
            "spark.app.name", Settings.APP_NAME.key(),
            "spark.local.dir", Settings.LOCAL_DIRS.key(),
            "spark.executor.memory", Settings.EXECUTOR_MEMORY.key(),
            "spark.executor.cores", Settings.EXECUTOR_CORES.key(),
            "spark.executor.instances", Settings.EXECUTOR_INSTANCES.key(),
            "spark.cores.max", Settings.CORES_MAX.key(),
            "spark.driver.host", Settings.DRIVER_HOST.key(),
            "spark.driver.port", Settings.DRIVER_PORT.key());

    /**
     * What a submission sets.
     *
     * @throws ConfigurationException if a key of Vonk does not exist, or the file cannot be read
     */
    static SubmitSettings of(SubmitOptions options) {
        Map<String, String> given = new LinkedHashMap<>();
        if (options.propertiesFile != null) {
            given.putAll(read(Path.of(options.propertiesFile)));
        }
        given.putAll(options.settings);
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        boolean wait = false;
        for (Map.Entry<String, String> entry : given.entrySet()) {
            String key = OF_SPARK.getOrDefault(entry.getKey(), entry.getKey());
            if (key.equals(WAIT)) {
                wait = Boolean.parseBoolean(entry.getValue());
            } else if (key.startsWith("spark.")) {
                ignored.add(key);
            } else {
                VonkConfig.checkKey(key);
                settings.put(key, entry.getValue());
            }
        }
        put(settings, Settings.MASTER.key(), options.master);
        put(settings, Settings.APP_NAME.key(), options.name);
        put(settings, Settings.EXECUTOR_MEMORY.key(), options.executorMemory);
        put(settings, Settings.EXECUTOR_CORES.key(), options.executorCores);
        put(settings, Settings.CORES_MAX.key(), options.totalExecutorCores);
        put(settings, Settings.EXECUTOR_INSTANCES.key(), options.numExecutors);
        return new SubmitSettings(settings, ignored, wait);
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    /** Lines {@code key value}, {@code key=value} or {@code key: value}, as Spark's {@code spark-defaults.conf} has them. */
    private static Map<String, String> read(Path file) {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String stripped = line.strip();
                if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                    String[] parts = stripped.split("\\s*[=:\\s]\\s*", 2);
                    settings.put(parts[0], parts.length == 2 ? parts[1] : "");
                }
            }
        } catch (IOException e) {
            throw new ConfigurationException("the file of settings " + file + " cannot be read: " + e, e);
        }
        return settings;
    }
}
