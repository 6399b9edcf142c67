package io.vonk.internal.sort;

/** No entries. */
final class EmptyCursor extends EntryCursor {
    private final KeyOrder order;

    EmptyCursor(KeyOrder order) {
        this.order = order;
    }

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public EntryFormat format() {
        throw new IllegalStateException("there is no entry");
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    @Override
    public void close() {}
}
