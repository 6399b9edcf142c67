package io.vonk.cli;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A user's program in this JVM, from jars. */
final class ClientProgram {
    private ClientProgram() {}

    /**
     * Runs it to its end.
     *
     * @param settings of Vonk, which the program may override
     * @return an exit code
     */
    static int run(
            String mainClass,
            List<Path> jars,
            Map<String, String> settings,
            List<String> arguments,
            boolean verbose,
            CommandLine command)
            throws IOException {
        try (URLClassLoader loader = new URLClassLoader("program", urls(jars), ClientProgram.class.getClassLoader())) {
            Program program = Program.of(mainClass, loader);
            settings.forEach(System::setProperty);
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(loader);
            try {
                return program.run(arguments, verbose, command);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
                settings.keySet().forEach(System::clearProperty);
            }
        }
    }

    private static URL[] urls(List<Path> jars) {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = jars.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new ConfigurationException(jars.get(i) + " cannot be the name of a jar", e);
            }
        }
        return urls;
    }
}
