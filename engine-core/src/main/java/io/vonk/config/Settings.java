package io.vonk.config;

import io.vonk.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All settings that exist. Each has an effect; there is none for memory, because the heap is the memory. */
public final class Settings {
    /** Where jobs run. */
    public static final Setting<MasterUrl> MASTER = new Setting<>(
            "vonk.master",
            "local[*]",
            "Where jobs run: local (one task at a time), local[N] (N at a time), local[*] (one per processor), on a"
                    + " cluster: vonk://HOST:PORT, or with executors that come by themselves: listen://HOST:PORT.",
            MasterUrl::parse);

    /** What people call the application. */
    public static final Setting<String> APP_NAME = new Setting<>(
            "vonk.app.name", "application", "What the cluster's pages and logs call this program.", Values::text);

    /** Where spilled data goes; at least one directory. */
    public static final Setting<List<Path>> LOCAL_DIRS = new Setting<>(
            "vonk.local.dirs",
            Values.TEMPORARY,
            "Directories for data that does not fit into memory, with commas between them; best one per disk.",
            Values::directories);

    /** Where progress is shown. */
    public static final Setting<Progress> PROGRESS = new Setting<>(
            "vonk.progress",
            "auto",
            "The progress line and the summary on stderr: auto (on a terminal only), on or off.",
            Values::progress);

    /** Whether operators are fused into generated code. */
    public static final Setting<Boolean> FUSION = new Setting<>(
            "vonk.fusion",
            "on",
            "Whether busy stages get code of their own: on or off. Results are the same; off helps to find defects.",
            Values::onOff);

    /** Where the secret of the cluster is; empty: there is none, and the user's own is good for this machine. */
    public static final Setting<Optional<Path>> SECURITY_DIR = new Setting<>(
            "vonk.security.dir",
            Values.NONE,
            "Directory that 'vonk security init DIR' made, the same on all nodes; none: this user's own secret, for this"
                    + " machine only.",
            Values::directoryOrNone);

    /** Whether connections are encrypted. */
    public static final Setting<Boolean> TLS = new Setting<>(
            "vonk.tls",
            "off",
            "Whether connections are encrypted: on or off, the same on all nodes; on needs vonk.security.dir.",
            Values::onOff);

    /** The heap of an executor. */
    public static final Setting<Long> EXECUTOR_MEMORY = new Setting<>(
            "vonk.executor.memory",
            "1g",
            "On a cluster: the heap of each executor, such as 512m or 4g.",
            Values::memory);

    /** The cores of an executor. */
    public static final Setting<Integer> EXECUTOR_CORES = new Setting<>(
            "vonk.executor.cores",
            "0",
            "On a cluster: how many tasks an executor runs at once; 0: as many as its worker has free cores.",
            Values::count);

    /** The most executors. */
    public static final Setting<Integer> EXECUTOR_INSTANCES = new Setting<>(
            "vonk.executor.instances",
            "0",
            "On a cluster: at most so many executors; 0: as many as there is room for.",
            Values::count);

    /** The most cores. */
    public static final Setting<Integer> CORES_MAX = new Setting<>(
            "vonk.cores.max",
            "0",
            "On a cluster: at most so many cores for this program; 0: its fair share.",
            Values::count);

    /** What others call the driver's machine. */
    public static final Setting<String> DRIVER_HOST = new Setting<>(
            "vonk.driver.host",
            "auto",
            "On a cluster: the name or address by which executors reach this machine; auto: the one that leads to the"
                    + " master.",
            Values::text);

    /** Where the driver awaits executors. */
    public static final Setting<Integer> DRIVER_PORT = new Setting<>(
            "vonk.driver.port",
            "0",
            "On a cluster: the port where this program awaits its executors; 0: one that is free.",
            Values::count);

    /** All of them, in the order in which they are shown. */
    public static final List<Setting<?>> ALL = List.of(
            MASTER,
            APP_NAME,
            LOCAL_DIRS,
            PROGRESS,
            FUSION,
            EXECUTOR_MEMORY,
            EXECUTOR_CORES,
            EXECUTOR_INSTANCES,
            CORES_MAX,
            DRIVER_HOST,
            DRIVER_PORT,
            SECURITY_DIR,
            TLS);

    private Settings() {}

    /**
     * The setting with a key.
     *
     * @param origin who asks for it, for the message
     * @throws ConfigurationException naming the nearest key, if there is none
     */
    static Setting<?> named(String key, Origin origin) {
        for (Setting<?> setting : ALL) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        throw new ConfigurationException("there is no setting '" + key + "' (" + origin + "); the nearest is "
                + nearest(key) + ". 'vonk config' lists all.");
    }

    private static Setting<?> nearest(String key) {
        String wanted = key.toLowerCase(Locale.ROOT).replace('_', '.');
        Setting<?> nearest = MASTER;
        int fewest = Integer.MAX_VALUE;
        for (Setting<?> setting : ALL) {
            // Whoever forgot the first part meant the rest.
            int edits = Math.min(edits(wanted, setting.key()), edits("vonk." + wanted, setting.key()));
            if (edits < fewest) {
                fewest = edits;
                nearest = setting;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
