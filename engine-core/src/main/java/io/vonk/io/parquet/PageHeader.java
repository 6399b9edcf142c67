package io.vonk.io.parquet;

import org.jspecify.annotations.Nullable;

/**
 * The header of a page, as far as reading needs it.
 *
 * @param kind what the page holds
 * @param headerBytes the size of this header
 * @param uncompressedBytes the size of the body when decompressed
 * @param compressedBytes the size of the body in the file
 * @param crc CRC-32 of the body as it is in the file, or null if it was not written
 * @param values how many values, null or not, or how many entries of a dictionary
 * @param encoding Parquet's number of the encoding of the values
 * @param levels where levels are and how they are encoded
 */
record PageHeader(
        Kind kind,
        int headerBytes,
        int uncompressedBytes,
        int compressedBytes,
        @Nullable Integer crc,
        int values,
        int encoding,
        Levels levels) {

    enum Kind {
        DATA_V1,
        DATA_V2,
        DICTIONARY,
        /** Nothing that readers know. */
        OTHER
    }

    /**
     * What a header says about levels.
     *
     * @param definitionEncoding of version 1
     * @param repetitionEncoding of version 1
     * @param definitionBytes of version 2
     * @param repetitionBytes of version 2
     * @param rows of version 2
     * @param nulls of version 2
     * @param compressedValues of version 2: whether the values are compressed; levels never are
     */
    record Levels(
            int definitionEncoding,
            int repetitionEncoding,
            int definitionBytes,
            int repetitionBytes,
            int rows,
            int nulls,
            boolean compressedValues) {
        private static final Levels NONE = new Levels(0, 0, 0, 0, 0, 0, false);
    }

    /** Reads a header that begins at {@code start}. */
    static PageHeader read(byte[] bytes, int start, int end) throws CompactReader.MalformedException {
        Parser parser = new Parser(new CompactReader(bytes, start, end));
        parser.readHeader();
        return parser.build(start);
    }

    /** The fields as they come. */
    private static final class Parser {
        private static final int ABSENT = -1;

        private final CompactReader in;
        private int type = ABSENT;
        private int uncompressedBytes = ABSENT;
        private int compressedBytes = ABSENT;
        private @Nullable Integer crc;
        private int values = ABSENT;
        private int encoding = ABSENT;
        private Levels levels = Levels.NONE;
        private Kind body = Kind.OTHER;

        Parser(CompactReader in) {
            this.in = in;
        }

        void readHeader() throws CompactReader.MalformedException {
            int outer = in.beginStruct();
            for (int field = in.nextField(); field != CompactReader.STOP; field = in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> type = in.readInt(field);
                    case 2 -> uncompressedBytes = in.readInt(field);
                    case 3 -> compressedBytes = in.readInt(field);
                    case 4 -> crc = in.readInt(field);
                    case 5 -> readBody(field, Kind.DATA_V1);
                    case 7 -> readBody(field, Kind.DICTIONARY);
                    case 8 -> readBody(field, Kind.DATA_V2);
                    default -> in.skip(field);
                }
            }
            in.endStruct(outer);
        }

        private void readBody(int wireType, Kind kind) throws CompactReader.MalformedException {
            in.requireStruct(wireType);
            body = kind;
            int[] numbers = {ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT};
            boolean compressed = true;
            int numberFields = kind == Kind.DATA_V2 ? 6 : kind == Kind.DATA_V1 ? 4 : 2;
            int outer = in.beginStruct();
            for (int field = in.nextField(); field != CompactReader.STOP; field = in.nextField()) {
                int id = in.fieldId();
                if (id >= 1 && id <= numberFields) {
                    numbers[id - 1] = in.readInt(field);
                } else if (id == 7 && kind == Kind.DATA_V2) {
                    compressed = in.readBoolean(field);
                } else {
                    in.skip(field);
                }
            }
            in.endStruct(outer);
            values = numbers[0];
            if (kind == Kind.DATA_V2) {
                encoding = numbers[3];
                levels = new Levels(0, 0, numbers[4], numbers[5], numbers[2], numbers[1], compressed);
            } else {
                encoding = numbers[1];
                levels = new Levels(numbers[2], numbers[3], 0, 0, 0, 0, true);
            }
        }

        PageHeader build(int start) {
            Kind kind = body;
            boolean agrees = switch (type) {
                case 0 -> kind == Kind.DATA_V1;
                case 2 -> kind == Kind.DICTIONARY;
                case 3 -> kind == Kind.DATA_V2;
                default -> kind == Kind.OTHER;
            };
            int size = in.position() - start;
            // A header whose parts contradict each other gets sizes that no check lets pass.
            return agrees
                    ? new PageHeader(kind, size, uncompressedBytes, compressedBytes, crc, values, encoding, levels)
                    : new PageHeader(kind, size, ABSENT, ABSENT, null, ABSENT, ABSENT, levels);
        }
    }
}
