package io.chandler.osb;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chandler.osb.TestPlatform.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What holds for every response: shape, media type, schema of the specification. */
final class ResponseRules {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4);

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private ResponseRules() {}

    static void check(String method, String path, Reply reply) {
        var what = method + " " + path + " -> " + reply.status() + " " + reply.text();
        assertThat(reply.status())
                .as(what)
                .isIn(200, 201, 202, 304, 400, 404, 405, 409, 410, 412, 413, 422, 429, 500, 503);
        if (reply.status() == 304 || method.equals("HEAD")) {
            assertThat(reply.body()).as(what).isEmpty();
            assertThat(reply.header("Content-Type")).as(what).isEmpty();
            return;
        }
        assertThat(reply.header("Content-Type")).as(what).contains("application/json");
        var body = Json.mapper().readTree(reply.body());
        assertThat(body.isObject()).as(what).isTrue();
        assertNoNull(what, body);
        var errors = schema(name(method, path, reply.status())).validate(reply.text(), InputFormat.JSON);
        assertThat(errors).as(what).isEmpty();
        if (reply.status() >= 400) {
            assertThat(body.propertyNames())
                    .as(what)
                    .isSubsetOf("error", "description", "instance_usable", "update_repeatable");
            assertThat(reply.text()).as(what).doesNotContain("Exception", "java.", "\tat ");
        }
    }

    private static void assertNoNull(String what, JsonNode object) {
        for (var member : object.properties()) {
            if (!member.getKey().equals("credentials") && !member.getKey().equals("parameters")) {
                assertThat(member.getValue().isNull()).as(what).isFalse();
                assertNoNull(what, member.getValue());
            }
        }
    }

    private static String name(String method, String path, int status) {
        if (status >= 400) {
            return "error";
        }
        int segments = path.split("/").length;
        if (segments == 3) {
            return "catalog";
        }
        if (segments == 5 || segments == 7) {
            return "last_operation";
        }
        boolean binding = segments == 6;
        return switch (method) {
            case "PUT" ->
                !binding ? "provision_response" : status == 202 ? "binding_accepted_response" : "binding_response";
            case "PATCH" -> "update_response";
            case "DELETE" -> "delete_response";
            default -> binding ? "fetch_binding_response" : "fetch_instance_response";
        };
    }

    private static Schema schema(String name) {
        return SCHEMAS.computeIfAbsent(name, _ -> {
            try (var stream = ResponseRules.class.getResourceAsStream("/osb-schemas/" + name + ".json")) {
                assertThat(stream).as(name).isNotNull();
                return REGISTRY.getSchema(stream, InputFormat.JSON);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
