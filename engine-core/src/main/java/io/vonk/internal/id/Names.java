package io.vonk.internal.id;

/** Names that come from outside and may become part of a path. */
final class Names {
    private static final int MAX_LENGTH = 64;

    private Names() {}

    static void check(String name, String what) {
        boolean right = !name.isEmpty() && name.length() <= MAX_LENGTH && !name.equals(".") && !name.equals("..");
        for (int i = 0; right && i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            right = letterOrDigit || c == '.' || c == '_' || c == '-';
        }
        if (!right) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . _ -, got: \"" + name + "\"");
        }
    }
}
