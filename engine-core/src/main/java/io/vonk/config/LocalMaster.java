package io.vonk.config;

/**
 * A master in this JVM.
 *
 * @param slots how many tasks can run at once, at least 1
 */
public record LocalMaster(int slots) {
    private static final int MOST_DIGITS = 4;

    public LocalMaster {
        if (slots < 1) {
            throw new IllegalArgumentException("a master needs at least 1 slot; got: " + slots);
        }
    }

    /** Reads {@code local} (one slot), {@code local[N]}, or {@code local[*]} (a slot per processor). */
    static LocalMaster parse(String url) {
        if (url.equals("local")) {
            return new LocalMaster(1);
        }
        if (url.startsWith("local[") && url.endsWith("]")) {
            String slots = url.substring("local[".length(), url.length() - 1);
            if (slots.equals("*")) {
                return new LocalMaster(Runtime.getRuntime().availableProcessors());
            }
            if (!slots.isEmpty() && slots.length() <= MOST_DIGITS && slots.charAt(0) != '0' && isNumber(slots)) {
                return new LocalMaster(Integer.parseInt(slots));
            }
        }
        throw new IllegalArgumentException(
                "local, local[N] with N from 1 to 9999, or local[*]: this version of Vonk runs in one JVM only");
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
