package io.vonk.config;

import java.nio.file.Path;

/** Where a value came from; {@code toString} tells it to a person. */
public sealed interface Origin {
    /** Nothing sets it. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** A line of a file of settings; lines are counted from 1. */
    record FileLine(Path file, int line) implements Origin {
        @Override
        public String toString() {
            return file + ", line " + line;
        }
    }

    /** An environment variable. */
    record Environment(String variable) implements Origin {
        @Override
        public String toString() {
            return "environment variable " + variable;
        }
    }

    /** A system property, given to the JVM with {@code -D}. */
    record SystemProperty(String property) implements Origin {
        @Override
        public String toString() {
            return "system property " + property;
        }
    }

    /** The program. */
    record Code() implements Origin {
        @Override
        public String toString() {
            return "set by the program";
        }
    }
}
