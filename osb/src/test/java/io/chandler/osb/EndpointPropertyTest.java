package io.chandler.osb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent, the endpoint answers with a proper refusal or a proper success. */
class EndpointPropertyTest {

    private static final List<String> METHODS =
            List.of("GET", "PUT", "PATCH", "DELETE", "HEAD", "POST", "OPTIONS", "get", "");

    private final TestPlatform platform = new TestPlatform(new MemoryBroker());

    @Property(tries = 2_000)
    void anyRequestIsAnsweredProperly(
            @ForAll @From("methods") String method,
            @ForAll @From("paths") String path,
            @ForAll @From("queries") String query,
            @ForAll @From("bodies") byte[] body,
            @ForAll @From("headers") String version,
            @ForAll @From("headers") String identity,
            @ForAll @From("headers") String other) {
        var reply = platform.request(method, path.replace("?", "%3F") + "?" + query)
                .body(body)
                .header(ApiVersion.HEADER, version)
                .header("X-Broker-API-Request-Identity", other)
                .header(OriginatingIdentity.HEADER, identity)
                .header("Content-Type", other)
                .header("Content-Length", other)
                .header("If-None-Match", identity)
                .header("If-Modified-Since", other)
                .send();
        assertThat(reply.status()).isLessThan(500);
    }

    @Property(tries = 1_000)
    void anyBodyIsAnsweredProperly(@ForAll @From("bodies") byte[] body) {
        for (var method : List.of("PUT", "PATCH", "DELETE")) {
            for (var path : List.of(TestPlatform.INSTANCE_PATH, TestPlatform.BINDING_PATH)) {
                var reply = platform.request(method, path).body(body).send();
                assertThat(reply.status()).isLessThan(500);
            }
        }
    }

    @Property(tries = 1_000)
    void anIdThatIsPercentEncodedArrives(@ForAll @From("ids") String id) {
        var broker = new MemoryBroker();
        var encoded = URLEncoder.encode(id, UTF_8).replace("+", "%20");
        new TestPlatform(broker)
                .get("/v2/service_instances/" + encoded + "/service_bindings/" + encoded
                        + "/last_operation?operation=" + encoded + "&plan_id=" + encoded + "&service_id="
                        + URLEncoder.encode(id, UTF_8))
                .send();
        var request = broker.last(LastBindingOperationRequest.class);
        assertThat(request.instanceId()).isEqualTo(id);
        assertThat(request.bindingId()).isEqualTo(id);
        assertThat(request.operation()).isEqualTo(Optional.of(id));
        assertThat(request.planId()).isEqualTo(Optional.of(id));
        assertThat(request.serviceId()).isEqualTo(Optional.of(id));
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of(METHODS);
    }

    @Provide
    Arbitrary<String> paths() {
        var pieces = Arbitraries.of(
                "/",
                "v2",
                "catalog",
                "service_instances",
                "service_bindings",
                "last_operation",
                "%",
                "%2F",
                "%zz",
                "..",
                "i-1",
                "%00",
                "\u00e4",
                ";",
                "//");
        var pieced = pieces.list().ofMaxSize(10).map(list -> String.join("", list));
        var valid = Arbitraries.of(
                "/v2/catalog",
                TestPlatform.INSTANCE_PATH,
                TestPlatform.BINDING_PATH,
                TestPlatform.INSTANCE_PATH + "/last_operation",
                TestPlatform.BINDING_PATH + "/last_operation");
        var prefixed = Arbitraries.strings().ofMaxLength(12).map(text -> "/v2/service_instances/" + text);
        return Arbitraries.oneOf(pieced, valid, prefixed, Arbitraries.strings().ofMaxLength(20));
    }

    @Provide
    Arbitrary<String> queries() {
        var pieces = Arbitraries.of(
                "service_id",
                "plan_id",
                "operation",
                "accepts_incomplete",
                "=",
                "&",
                "true",
                "%",
                "%20",
                "%ff",
                "s-1",
                "+");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(10).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(20));
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.oneOf(
                Arbitraries.of("2.17", "application/json", "cloudfoundry e30=", "*", "\"", "W/\"", "7", "", " ", "2."),
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings().ascii().ofMaxLength(30));
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        var pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"service_id\"",
                "\"plan_id\"",
                "\"context\"",
                "\"parameters\"",
                "\"bind_resource\"",
                "\"predecessor_binding_id\"",
                "\"s-1\"",
                "null",
                "1e9",
                "-",
                "\"\\ud800\"",
                "\"");
        var members = Arbitraries.maps(
                        Arbitraries.of(
                                "service_id",
                                "plan_id",
                                "organization_guid",
                                "space_guid",
                                "context",
                                "parameters",
                                "maintenance_info",
                                "previous_values",
                                "bind_resource",
                                "app_guid",
                                "predecessor_binding_id"),
                        Arbitraries.of(
                                "null",
                                "\"s-1\"",
                                "\"p-sync\"",
                                "\"\"",
                                "1",
                                "1.50",
                                "true",
                                "{}",
                                "[]",
                                "{\"version\":\"1\"}",
                                "{\"a\":{\"b\":[1e400]}}"))
                .map(map -> {
                    var json = new StringBuilder("{");
                    map.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                            .append('"')
                            .append(name)
                            .append("\":")
                            .append(value));
                    return json.append('}').toString().getBytes(UTF_8);
                });
        return Arbitraries.oneOf(
                members,
                pieces.list().ofMaxSize(12).map(list -> String.join("", list).getBytes(UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40),
                Arbitraries.strings().ofMaxLength(30).map(text -> text.getBytes(ISO_8859_1)));
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(text -> !text.isBlank()
                        && text.chars().noneMatch(Character::isISOControl)
                        && UTF_8.newEncoder().canEncode(text));
    }
}
