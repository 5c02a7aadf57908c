package io.chandler.osb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.HttpResponse.Header;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Sends requests to an endpoint as a platform does, and checks every response against the rules for all responses. */
final class TestPlatform {

    static final String INSTANCE_PATH = "/v2/service_instances/i-1";
    static final String BINDING_PATH = INSTANCE_PATH + "/service_bindings/b-1";
    static final String IDS = "?service_id=" + TestCatalog.SERVICE + "&plan_id=" + TestCatalog.SYNC;

    private final Endpoint endpoint;

    TestPlatform(ServiceBroker broker) {
        this(broker, EndpointSettings.defaults());
    }

    TestPlatform(ServiceBroker broker, EndpointSettings settings) {
        endpoint = new Endpoint(broker, settings);
    }

    Request get(String target) {
        return new Request("GET", target);
    }

    Request put(String target, String body) {
        return new Request("PUT", target).body(body);
    }

    Request patch(String target, String body) {
        return new Request("PATCH", target).body(body);
    }

    Request delete(String target) {
        return new Request("DELETE", target);
    }

    Request request(String method, String target) {
        return new Request(method, target);
    }

    /** A body for a provision or bind request; JSON written with single quotes. */
    static String asking(String plan, String... more) {
        var body = new StringBuilder("{'service_id':'" + TestCatalog.SERVICE + "','plan_id':'" + plan
                + "','organization_guid':'o','space_guid':'s'");
        for (var member : more) {
            body.append(',').append(member);
        }
        return body.append('}').toString();
    }

    /** A request in the making. */
    final class Request {
        private final String method;
        private final String target;
        private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private byte[] body = {};

        private Request(String method, String target) {
            this.method = method;
            this.target = target;
            headers.put("X-Broker-Api-Version", List.of("2.17"));
        }

        Request header(String name, String... values) {
            headers.put(name, List.of(values));
            return this;
        }

        Request without(String name) {
            headers.remove(name);
            return this;
        }

        /** JSON written with single quotes. */
        Request body(String json) {
            return body(json.replace('\'', '"').getBytes(UTF_8));
        }

        Request body(byte[] bytes) {
            body = bytes;
            return this;
        }

        Reply send() {
            return send("", "user");
        }

        Reply send(String platform, String user) {
            int question = target.indexOf('?');
            var path = question < 0 ? target : target.substring(0, question);
            var query = question < 0 ? "" : target.substring(question + 1);
            var request = new HttpRequest(
                    method, path, query, name -> headers.getOrDefault(name, List.of()), new ByteArrayInputStream(body));
            var response = endpoint.handle(request, platform, user);
            var reply = new Reply(response.status(), response.headers(), response.body());
            ResponseRules.check(method, path, reply);
            assertThat(reply.header("X-Broker-API-Request-Identity"))
                    .as("request identity of " + method + " " + target)
                    .isEqualTo(Optional.ofNullable(Reply.requestIdentity(headers)));
            return reply;
        }
    }

    /** A response. */
    record Reply(int status, List<Header> headers, byte[] body) {

        ObjectNode json() {
            return (ObjectNode) Json.mapper().readTree(body);
        }

        String text() {
            return new String(body, UTF_8);
        }

        /** The text of a member. */
        String text(String member) {
            return json().path(member).stringValue("");
        }

        Optional<String> header(String name) {
            var values = new ArrayList<String>();
            for (var header : headers) {
                if (header.name().equalsIgnoreCase(name)) {
                    values.add(header.value());
                }
            }
            assertThat(values).as(name).hasSizeLessThanOrEqualTo(1);
            return values.stream().findFirst();
        }

        private static @Nullable String requestIdentity(Map<String, List<String>> headers) {
            var values = headers.getOrDefault("X-Broker-API-Request-Identity", List.of());
            boolean usable = !values.isEmpty()
                    && !values.getFirst().isBlank()
                    && values.getFirst().length() <= 1_000
                    && values.getFirst().chars().allMatch(c -> c >= ' ' && c <= '~');
            return usable ? values.getFirst() : null;
        }
    }
}
