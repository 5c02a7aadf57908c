package io.chandler.server.configuration;

import java.util.List;

/** The manual page of the settings. */
final class Manual {

    private static final String HEAD = """
            # Configuration

            This page is generated from the definition of the settings by `dev/docs`.

            One YAML file holds the settings; nothing in it is required but what a setting says to be. `chandler
            config` prints what is in effect and where each value comes from, without secrets. All mistakes are
            reported at once, with their lines; a name that is not a setting is one of them.

            Each setting can be given by an environment variable instead, which wins over the file: its name is that
            of the setting in capitals, with underscores, after `CHANDLER_`. Lists and mappings are written as YAML
            there, such as `CHANDLER_USERS='[{name: cf, password-file: /run/secrets/cf}]'`. What Kubernetes tells a
            pod of the Services in its namespace, such as `CHANDLER_API_PORT=tcp://10.0.0.1:443` of a Service
            `chandler-api`, is no setting. Relative paths are
            relative to the folder of the file. Durations are written as `250ms`, `10s`, `5m`, `2h` or `7d`, sizes
            as `512B`, `64KiB` or `1MiB`.

            A change of a setting that is marked with ↻ takes effect without a restart, a moment after the file was
            saved; a file with mistakes is reported and changes nothing.
            """;

    private Manual() {}

    static String markdown(List<Key<?>> keys) {
        var page = new StringBuilder(HEAD);
        var chapter = "";
        for (var key : keys) {
            var next = chapter(key);
            if (!next.equals(chapter)) {
                page.append("\n## ").append(next).append("\n\n");
                page.append("| setting | value | default | |\n|---|---|---|---|\n");
                chapter = next;
            }
            row(page, key, key.path());
            for (var part : key.parts()) {
                row(page, part, key.path() + "[]." + part.path());
            }
        }
        return page.toString();
    }

    private static String chapter(Key<?> key) {
        var group = key.group().isEmpty()
                ? "top"
                : key.path().substring(0, key.path().indexOf('.'));
        return switch (group) {
            case "server" -> "Server";
            case "limits" -> "Limits";
            case "engine" -> "Engine";
            case "log", "metrics" -> "Logs and metrics";
            case "compatibility" -> "Compatibility";
            default -> key == Keys.USERS || key == Keys.PLATFORMS ? "Users and platforms" : "Services and data";
        };
    }

    private static void row(StringBuilder page, Key<?> key, String path) {
        page.append("| `").append(path).append('`').append(key.reloadable() ? " ↻" : "");
        page.append(" | ").append(key.kind().description()).append(key.secret() ? ", never shown" : "");
        var standard = key.standard().isPresent() && key.parts().isEmpty()
                ? "`" + key.standardText() + "`"
                : key.standardText();
        page.append(" | ").append(standard);
        page.append(" | ").append(key.description()).append(" |\n");
    }
}
