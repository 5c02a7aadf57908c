package io.chandler.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The result as one table in Markdown, its columns aligned. */
final class Table {

    private static final List<String> HEAD = List.of("What", "At", "Chandler", "Rival", "Ratio", "Target", "");

    private Table() {}

    static String of(List<Line> lines) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (var line : lines) {
            rows.add(List.of(
                    line.what(),
                    line.at(),
                    line.ours(),
                    line.rival(),
                    line.ratio(),
                    line.target().text(),
                    line.target().verdict()));
        }
        var widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .map(width -> Math.max(3, width))
                .toArray();
        var rule = IntStream.range(0, HEAD.size())
                .mapToObj(column -> "-".repeat(widths[column]))
                .toList();
        rows.add(1, rule);
        return rows.stream().map(row -> row(row, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String row(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> cells.get(column)
                        + " ".repeat(widths[column] - cells.get(column).length()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
