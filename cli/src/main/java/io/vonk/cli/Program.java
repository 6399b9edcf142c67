package io.vonk.cli;

import io.vonk.error.ConfigurationException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;

/** A user's program, run in this JVM: its {@code main}, and what becomes of a failure. */
final class Program {
    private final Method main;

    private Program(Method main) {
        this.main = main;
    }

    /**
     * The program whose {@code main} is in a class.
     *
     * @throws ConfigurationException if there is no such class, or no such method
     */
    static Program of(String mainClass, ClassLoader loader) {
        try {
            return new Program(Class.forName(mainClass, false, loader).getMethod("main", String[].class));
        } catch (ClassNotFoundException e) {
            throw new ConfigurationException(
                    "there is no class " + mainClass
                            + " in the program's jars; --class names the one with the main method",
                    e);
        } catch (NoSuchMethodException e) {
            throw new ConfigurationException(mainClass + " has no public static main(String[])", e);
        }
    }

    static Program of(ExampleCatalogue.Example example, ClassLoader loader) {
        try {
            Method main = Class.forName(example.mainClass(), false, loader).getMethod("main", String[].class);
            return new Program(main);
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            throw new IllegalStateException(
                    "the example " + example.name() + " is listed, but " + example.mainClass()
                            + " has no public static main(String[])",
                    e);
        }
    }

    /** Runs the program to its end; returns an exit code. A failure is reported on the command's error writer. */
    int run(List<String> arguments, boolean verbose, CommandLine command) {
        command.getOut().flush();
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
            return ExitCodes.OK;
        } catch (InvocationTargetException e) {
            PrintWriter err = command.getErr();
            FailureReport.print(main.getDeclaringClass(), e.getCause() == null ? e : e.getCause(), verbose, err);
            return ExitCodes.JOB_FAILED;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(main + " cannot be called; is its class public?", e);
        }
    }
}
