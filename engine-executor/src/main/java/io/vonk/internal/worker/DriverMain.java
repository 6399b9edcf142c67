package io.vonk.internal.worker;

import io.vonk.internal.executor.ParentWatch;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** The process of a driver that a worker has started: calls the {@code main} of the user's program, and ends with its worker. */
public final class DriverMain {
    private DriverMain() {}

    /** The entrance: the name of the user's class, and the arguments of its {@code main}. */
    public static void main(String[] arguments) throws Throwable {
        new ParentWatch(System.in).onEnd(() -> System.exit(143));
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
        // Threads that a program has forgotten do not keep a cluster busy.
        System.exit(0);
    }
}
