package io.vonk.internal.transport;

/** The bytes of an array. */
final class ArraySource implements StreamSource {
    private final byte[] bytes;
    private int position;

    ArraySource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public boolean isAtEnd() {
        return position == bytes.length;
    }

    @Override
    public Part next(int maxBytes) {
        int length = Math.min(maxBytes, bytes.length - position);
        position += length;
        return new ArrayPart(bytes, position - length, length);
    }

    @Override
    public void close() {}
}
