package io.vonk.internal.output;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.vonk.internal.file.InputBytes;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON file of the protocol, read strictly: what is missing or of another type is an error that names the file.
 * Values are strings, longs, booleans, and lists of strings or objects.
 *
 * @param path the file, for messages
 * @param fields the values by name
 */
record JsonObject(String path, Map<String, Object> fields) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_DEPTH = 8;

    /** Writes the content of a file. */
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** The bytes of an object with these fields, indented, with a line break at the end. */
    static byte[] write(Writer fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws MalformedException if it is no JSON object
     */
    static JsonObject read(FileSystem files, String path) throws IOException {
        FileInput input = files.open(path);
        try (InputStream in = InputBytes.from(input, 0);
                JsonParser parser = JSON.createParser(in.readAllBytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException(path, "it is no JSON object", null);
            }
            Map<String, Object> fields = object(path, parser, 1);
            if (parser.nextToken() != null) {
                throw new MalformedException(path, "there is more after the JSON object", null);
            }
            return new JsonObject(path, fields);
        } catch (JacksonException malformed) {
            throw new MalformedException(path, malformed.getOriginalMessage(), malformed);
        }
    }

    /** A file that is there but is not what the protocol writes. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedException(String path, String why, @Nullable Throwable cause) {
            super(
                    path + " was not written by this version of Vonk: " + why
                            + ". If nothing writes there any more, delete the file",
                    cause);
        }
    }

    String text(String name) throws MalformedException {
        return field(name, String.class);
    }

    long number(String name) throws MalformedException {
        return field(name, Long.class);
    }

    boolean flag(String name) throws MalformedException {
        return field(name, Boolean.class);
    }

    /** Checks the field {@code version}. */
    JsonObject requireVersion(long expected) throws MalformedException {
        if (number("version") != expected) {
            throw new MalformedException(path, "its version is " + number("version") + ", expected " + expected, null);
        }
        return this;
    }

    List<String> texts(String name) throws MalformedException {
        List<String> texts = new ArrayList<>();
        for (Object each : field(name, List.class)) {
            if (!(each instanceof String text)) {
                throw new MalformedException(path, "'" + name + "' is no list of strings", null);
            }
            texts.add(text);
        }
        return texts;
    }

    List<JsonObject> objects(String name) throws MalformedException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object each : field(name, List.class)) {
            if (!(each instanceof JsonObject object)) {
                throw new MalformedException(path, "'" + name + "' is no list of objects", null);
            }
            objects.add(object);
        }
        return objects;
    }

    <T extends Enum<T>> T constant(String name, Function<String, T> ofName) throws MalformedException {
        try {
            return ofName.apply(text(name));
        } catch (IllegalArgumentException unknown) {
            throw new MalformedException(path, "'" + name + "' is " + text(name), unknown);
        }
    }

    private <T> T field(String name, Class<T> type) throws MalformedException {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new MalformedException(
                    path, "'" + name + "' " + (value == null ? "is missing" : "has a wrong type"), null);
        }
        return type.cast(value);
    }

    private static Map<String, Object> object(String path, JsonParser parser, int depth) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(path, parser, depth));
        }
        return fields;
    }

    private static Object value(String path, JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (depth > MAX_DEPTH || token == null) {
            throw new MalformedException(path, "it is nested too deeply or truncated", null);
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT -> new JsonObject(path, object(path, parser, depth + 1));
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(path, parser, depth + 1));
                }
                yield values;
            }
            default -> throw new MalformedException(path, "it has a value of kind " + token, null);
        };
    }
}
