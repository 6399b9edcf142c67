package io.vonk.cli.program;

import java.util.List;

/** Succeeds; remembers nothing, prints what it was handed. */
public final class Greeting {
    private Greeting() {}

    public static void main(String[] args) {
        System.out.println("greeting " + List.of(args));
    }
}
