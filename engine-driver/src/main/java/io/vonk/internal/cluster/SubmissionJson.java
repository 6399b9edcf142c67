package io.vonk.internal.cluster;

import io.vonk.internal.wire.ClusterReport;
import java.util.Map;
import java.util.TreeMap;

/**
 * How it is with a driver, in the words of Spark's REST interface: one field a line, with blanks around the colons, as programs that
 * parse the output of {@code spark-submit --status} expect it.
 */
public final class SubmissionJson {
    private SubmissionJson() {}

    /** The answer to a question of kind {@code action}. */
    public static String status(ClusterReport.Driver driver, String action) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("action", text(action));
        fields.put("driverState", text(driver.found() ? sparks(driver.state()) : "NOT_FOUND"));
        fields.put("submissionId", text(driver.submission()));
        fields.put("success", driver.found() ? "true" : "false");
        fields.put("workerHostPort", text(driver.worker()));
        if (!driver.message().isEmpty()) {
            fields.put("message", text(driver.message()));
        }
        StringBuilder json = new StringBuilder("{\n");
        fields.forEach((key, value) ->
                json.append("  ").append(text(key)).append(" : ").append(value).append(",\n"));
        return json.replace(json.length() - 2, json.length(), "\n}").toString();
    }

    /** The answer to a question that cannot be answered. */
    static String refusal(String why) {
        return "{\n  \"action\" : \"ErrorResponse\",\n  \"message\" : " + text(why) + ",\n  \"success\" : false\n}";
    }

    /** Spark has no word for a driver whose worker is lost. */
    private static String sparks(String state) {
        return state.equals("LOST") ? "ERROR" : state;
    }

    private static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
