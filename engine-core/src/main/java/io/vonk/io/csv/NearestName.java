package io.vonk.io.csv;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class NearestName {
    private NearestName() {}

    /** The name that is most like {@code wanted}, if one is like it at all; case and underscores do not count. */
    static Optional<String> of(String wanted, List<String> names) {
        String target = plain(wanted);
        String best = null;
        int bestDistance = Math.max(2, target.length() / 3) + 1;
        for (String name : names) {
            String candidate = plain(name);
            int distance = distance(target, candidate);
            if (!candidate.isEmpty() && (candidate.contains(target) || target.contains(candidate))) {
                distance = Math.min(distance, 2);
            }
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** How many characters have to be inserted, deleted or replaced (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
