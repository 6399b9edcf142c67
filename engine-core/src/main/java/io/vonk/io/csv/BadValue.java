package io.vonk.io.csv;

/** A value that is not of its column's type. Without a stack trace: a file may hold millions, and its place says it all. */
final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param expected what the value should have been, such as {@code a whole number of type int} */
    BadValue(String expected) {
        super(expected, null, false, false);
    }

    String expected() {
        return String.valueOf(getMessage());
    }
}
