package io.chandler.broker.catalog.internal;

import io.chandler.broker.parameters.internal.SchemaRules;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Schemas;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What makes Cloud Foundry refuse a whole catalog. */
final class PlatformLimits {

    private static final int MAXIMUM_DESCRIPTION = 10_000;
    private static final int MAXIMUM_TAGS = 2_048;
    private static final int MAXIMUM_MAINTENANCE_INFO = 2_000;

    private final Findings findings;

    PlatformLimits(Findings findings) {
        this.findings = findings;
    }

    void description(String path, String description) {
        if (description.length() > MAXIMUM_DESCRIPTION) {
            findings.mistake(
                    path, "must have at most " + MAXIMUM_DESCRIPTION + " characters, has " + description.length());
        }
    }

    void tags(String path, List<String> tags) {
        int length = tags.stream().mapToInt(String::length).sum() + Math.max(0, tags.size() - 1);
        if (length > MAXIMUM_TAGS) {
            findings.mistake(path, "must have at most " + MAXIMUM_TAGS + " characters together, have " + length);
        }
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).isBlank()) {
                findings.mistake(path + "[" + i + "]", "must not be empty");
            }
        }
    }

    void redirectUri(String path, Optional<String> uri) {
        if (uri.filter(text -> !text.isBlank()).isEmpty()) {
            findings.mistake(path, "must be there and not be empty");
        }
    }

    void maintenanceInfo(String path, MaintenanceInfo info) {
        var json = Json.object().put("version", info.version());
        info.description().ifPresent(text -> json.put("description", text));
        int length = json.toString().length();
        if (length > MAXIMUM_MAINTENANCE_INFO) {
            findings.mistake(
                    path, "must have at most " + MAXIMUM_MAINTENANCE_INFO + " characters as JSON, has " + length);
        }
    }

    void schemas(String path, Schemas schemas) {
        schema(path + ".service_instance.create.parameters", schemas.create());
        schema(path + ".service_instance.update.parameters", schemas.update());
        schema(path + ".service_binding.create.parameters", schemas.bind());
    }

    private void schema(String path, Optional<ObjectNode> schema) {
        if (schema.isEmpty()) {
            return;
        }
        var problems = SchemaRules.problems(schema.get());
        if (!problems.isEmpty()) {
            findings.mistake(path, String.join("; ", problems));
        } else if (!SchemaRules.draft4(schema.get())) {
            findings.warning(path, "should be draft-04, as Cloud Foundry may refuse later drafts");
        }
    }
}
