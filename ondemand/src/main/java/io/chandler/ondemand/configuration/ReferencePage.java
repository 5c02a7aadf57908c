package io.chandler.ondemand.configuration;

import java.util.List;

/** The reference page of the keys. */
final class ReferencePage {

    private static final String HEAD = """
            # Configuration of the on-demand broker

            This page is generated from the definition of the keys by `dev/docs`.

            The file is that of the Go broker: what starts there starts here. `chandler ondemand check <file>` prints
            all mistakes at once, each with its line and path; it also tells keys that are not known, which the broker
            itself ignores, and what the broker starts with although it cannot work.

            In a path `[]` stands for each item of a list and `*` for any name. Text keeps what stands in the file:
            `version: 3421.10` is `3421.10` and `password: 0123` is `0123`, with or without quotes. An empty value is
            the same as none.
            """;

    private ReferencePage() {}

    static String markdown(List<Key> keys) {
        var page = new StringBuilder(HEAD);
        var chapter = "";
        for (var key : keys) {
            var next = chapter(key.path());
            if (!next.equals(chapter)) {
                page.append("\n## ").append(next).append("\n\n");
                page.append("| key | value | default | |\n|---|---|---|---|\n");
                chapter = next;
            }
            page.append("| `")
                    .append(key.path())
                    .append("` | ")
                    .append(key.kind().description())
                    .append(" | ")
                    .append(key.standard())
                    .append(" | ")
                    .append(key.meaning())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String chapter(String path) {
        if (path.startsWith("service_catalog.plans")) {
            return "Plans";
        }
        return switch (path.split("\\.", 2)[0]) {
            case "compatibility" -> "Compatibility";
            case "broker" -> "The broker itself";
            case "bosh" -> "The director";
            case "cf", "service_instances_api" -> "The platform";
            case "credhub", "bosh_credhub" -> "CredHub";
            case "service_adapter", "service_deployment" -> "The adapter and what it deploys";
            default -> "The offering";
        };
    }
}
