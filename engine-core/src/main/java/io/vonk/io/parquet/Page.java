package io.vonk.io.parquet;

/**
 * A decompressed data page.
 *
 * @param header its header
 * @param bytes holds the page; may be longer, and is reused after the next page was loaded
 * @param repetition where repetition levels are
 * @param definition where definition levels are
 * @param values where values are
 */
record Page(PageHeader header, byte[] bytes, Range repetition, Range definition, Range values) {

    /** Bytes from {@code start} to before {@code end}. */
    record Range(int start, int end) {
        int length() {
            return end - start;
        }
    }
}
