package io.vonk.io.csv;

/** A row whose quotes do not fit the dialect. The scanner that throws it stands behind the row and can go on. */
final class MalformedRow extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRow(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
