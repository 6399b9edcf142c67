package io.vonk.internal.security;

import java.util.regex.Pattern;

/** The names that processes log in with; each stands for a secret. */
public final class Identities {
    /** Masters, workers, drivers and the command line among each other: the cluster's own secret. */
    public static final String CLUSTER = "cluster";

    /** Executors that are started by hand, and the driver that awaits them. */
    public static final String BY_HAND = "app-by-hand";

    private static final Pattern APPLICATION = Pattern.compile("app-[A-Za-z0-9._-]{1,60}");

    private Identities() {}

    /** Whether this is the name of an application, whose secret is derived from the cluster's. */
    public static boolean isApplication(String identity) {
        return APPLICATION.matcher(identity).matches();
    }
}
