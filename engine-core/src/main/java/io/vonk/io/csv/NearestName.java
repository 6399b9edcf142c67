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

    /** How many characters have to be inserted, deleted, replaced or swapped with the next (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : distance(distances, a, b, i, j);
            }
        }
        return distances[a.length()][b.length()];
    }

    private static int distance(int[][] distances, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int edited = Math.min(
                distances[i - 1][j - 1] + (same ? 0 : 1), Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(edited, distances[i - 2][j - 2] + 1) : edited;
    }
}
