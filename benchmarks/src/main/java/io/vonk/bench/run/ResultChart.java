package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many times faster than Spark each job is, as bars in an SVG with a logarithmic scale; readable on light and dark. */
final class ResultChart {
    private static final int LABELS = 300;
    private static final int BARS = 470;
    private static final int WIDTH = LABELS + BARS + 70;
    private static final int ROW = 22;
    private static final int TOP = 56;
    private static final double[] MARKS = {1, 2, 5, 10, 20, 50, 100, 200};

    private final Results results;

    ResultChart(Results results) {
        this.results = results;
    }

    private record Bar(String title, double ratio) {}

    /** The whole file. */
    String svg() {
        List<Bar> bars = new ArrayList<>();
        for (Job job : results.jobs()) {
            results.ratio(job, Rival.SPARK).ifPresent(ratio -> bars.add(new Bar(job.title(), ratio)));
        }
        double largest = bars.stream().mapToDouble(Bar::ratio).max().orElse(1);
        double scale = BARS / Math.log(Math.max(2, largest));
        int height = TOP + ROW * bars.size() + 12;
        StringBuilder svg = new StringBuilder();
        svg.append(format("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" \
                aria-label="How many times faster than Spark 4.2.0 Vonk runs each job">
                <style>
                  text { font: 13px system-ui, sans-serif; fill: #24292f }
                  .mark { font-size: 11px; fill: #6e7781 }
                  .title { font-size: 15px; font-weight: 600 }
                  line { stroke: #d0d7de }
                  rect { fill: #e36209 }
                  @media (prefers-color-scheme: dark) {
                    text { fill: #e6edf3 } .mark { fill: #8b949e } line { stroke: #30363d }
                  }
                </style>
                <text class="title" x="0" y="16">Times faster than Spark 4.2.0, warm medians, logarithmic scale</text>
                """, WIDTH, height, WIDTH, height));
        for (double mark : MARKS) {
            if (mark <= Math.max(2, largest)) {
                double x = LABELS + Math.log(mark) * scale;
                svg.append(format("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", x, x, TOP - 12, height - 8));
                svg.append(format("<text class=\"mark\" x=\"%.1f\" y=\"%d\">%.0f×</text>\n", x - 6, TOP - 18, mark));
            }
        }
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + i * ROW;
            double length = Math.max(1, Math.log(bar.ratio()) * scale);
            svg.append(format(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                    LABELS - 8, y + 12, escaped(bar.title())));
            svg.append(format("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\" rx=\"2\"/>\n", LABELS, y, length));
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
                    LABELS + length + 6, y + 12, ResultTable.times(bar.ratio())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
