package io.vonk.config;

import java.util.ArrayList;
import java.util.List;

/** Where jobs run. */
public sealed interface MasterUrl {
    /** The port of a master unless another one is named. */
    int PORT = 7077;

    /** What {@link #parse} takes, to go on after "must be". */
    String FORMS = "local, local[N] with N from 1 to 9999, local[*], vonk://HOST[:PORT] (several with commas between"
            + " them), or listen://HOST:PORT";

    /**
     * In this JVM.
     *
     * @param slots how many tasks can run at once, at least 1
     */
    record Local(int slots) implements MasterUrl {
        public Local {
            if (slots < 1) {
                throw new IllegalArgumentException("a master needs at least 1 slot; got: " + slots);
            }
        }
    }

    /**
     * On a cluster.
     *
     * @param masters {@code host:port} of masters, one of which leads; at least one
     */
    record Cluster(List<String> masters) implements MasterUrl {
        public Cluster {
            masters = List.copyOf(masters);
        }
    }

    /**
     * Executors come by themselves.
     *
     * @param address {@code host:port} where they are awaited
     */
    record Listen(String address) implements MasterUrl {}

    /**
     * Reads {@code local} (one slot), {@code local[N]}, {@code local[*]} (a slot per processor), or {@code vonk://HOST:PORT}, also
     * called {@code spark://HOST:PORT}, or {@code listen://HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is none of them; the message goes on after "must be"
     */
    static MasterUrl parse(String url) {
        if (url.equals("local")) {
            return new Local(1);
        }
        if (url.startsWith("local[") && url.endsWith("]")) {
            String slots = url.substring("local[".length(), url.length() - 1);
            if (slots.equals("*")) {
                return new Local(Runtime.getRuntime().availableProcessors());
            }
            if (slots.matches("[1-9][0-9]{0,3}")) {
                return new Local(Integer.parseInt(slots));
            }
        }
        for (String scheme : List.of("vonk://", "spark://")) {
            if (url.startsWith(scheme)) {
                return new Cluster(addresses(url.substring(scheme.length())));
            }
        }
        if (url.startsWith("listen://")) {
            List<String> address = addresses(url.substring("listen://".length()));
            if (address.size() == 1) {
                return new Listen(address.get(0));
            }
        }
        throw new IllegalArgumentException(FORMS);
    }

    private static List<String> addresses(String text) {
        List<String> addresses = new ArrayList<>();
        for (String address : text.split(",", -1)) {
            String stripped = address.strip();
            if (!stripped.matches("[^\\s/:\\[\\]]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:]+\\](:[0-9]{1,5})?")) {
                throw new IllegalArgumentException(FORMS);
            }
            boolean withPort = stripped.matches(".*[^:]:[0-9]{1,5}") && !stripped.endsWith("]");
            addresses.add(withPort ? stripped : stripped + ":" + PORT);
        }
        return addresses;
    }
}
