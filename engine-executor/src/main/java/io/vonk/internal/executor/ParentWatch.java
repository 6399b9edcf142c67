package io.vonk.internal.executor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipe from the process that has started this one: orders come through it, and it ends when that process has ended, whatever way
 * it did. Used by one thread.
 */
public final class ParentWatch {
    private final BufferedReader in;

    /** Watches {@code in}, which is this process's standard input. */
    public ParentWatch(InputStream in) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Waits for lines and an empty one; no lines if there is no parent any more. */
    public List<String> awaitOrders() {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line);
            }
        } catch (IOException e) {
            // As good as the end.
        }
        return List.of();
    }

    /** Has {@code then} run by a thread of its own when there is no parent any more. */
    public void onEnd(Runnable then) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // Nothing more is said.
                        }
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    then.run();
                },
                "vonk-parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
