package io.vonk.internal.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process something on disk belongs to, so that another process can tell whether the owner is gone.
 *
 * @param host the machine, and on Linux the process namespace: process ids mean something only there
 * @param pid the process id
 * @param startMillis when the process started, milliseconds since 1970, because process ids are used again; 0 if the
 *     system does not say
 */
public record ProcessIdentity(String host, long pid, long startMillis) {
    /** The start time is computed from the boot time, which moves a little when the clock is corrected. */
    private static final long START_TOLERANCE_MILLIS = 5_000;

    /** This process. */
    public static ProcessIdentity current() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessIdentity(thisHost(), self.pid(), startMillis(self));
    }

    /**
     * Whether this process is certainly gone. False for a process of another machine or container, of which
     * nothing can be known from here.
     */
    public boolean gone() {
        if (!host.equals(thisHost())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return true;
        }
        long foundStart = startMillis(process.get());
        return startMillis != 0 && foundStart != 0 && Math.abs(foundStart - startMillis) > START_TOLERANCE_MILLIS;
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + host;
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisHost() {
        String name = firstLine("/proc/sys/kernel/hostname");
        if (name.isEmpty()) {
            name = Optional.ofNullable(System.getenv("HOSTNAME"))
                    .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                    .orElse("localhost");
        }
        return name + processNamespace();
    }

    /** Two containers can have one host name; their process ids have nothing to do with each other. */
    private static String processNamespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return "/" + digits(link);
        } catch (IOException | UnsupportedOperationException unknown) {
            return "";
        }
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    /** By the plain stream, whose classes every JVM has at hand, as every session asks. */
    private static String firstLine(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            return (end < 0 ? text : text.substring(0, end)).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
