package io.vonk.io.parquet;

/** The bytes of a page are not what its header says. Becomes a DataException with the place where that is known. */
final class PageFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PageFormatException(String message) {
        super(message);
    }
}
