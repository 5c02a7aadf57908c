package io.chandler.osb;

import static io.chandler.osb.TestPlatform.BINDING_PATH;
import static io.chandler.osb.TestPlatform.IDS;
import static io.chandler.osb.TestPlatform.INSTANCE_PATH;
import static io.chandler.osb.TestPlatform.asking;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers: version, identities, media type. */
class EndpointHeadersTest {

    private static final String IDENTITY = OriginatingIdentity.HEADER;

    private final MemoryBroker broker = new MemoryBroker();
    private final TestPlatform platform = new TestPlatform(broker);

    @Test
    @DisplayName("H-02 a request without version is refused with 400, or 412 where the settings say so")
    void aRequestWithoutVersionIsRefused() {
        var refused = platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC))
                .without(ApiVersion.HEADER)
                .send();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("description")).contains(ApiVersion.HEADER);
        assertThat(broker.untouched()).isTrue();

        var old = new TestPlatform(broker, EndpointSettings.defaults().withStatusForMissingVersion(412));
        assertThat(old.get("/v2/catalog").without(ApiVersion.HEADER).send().status())
                .isEqualTo(412);
        assertThat(old.get("/v2/catalog").header(ApiVersion.HEADER, "").send().status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @DisplayName("H-03 a version that is not 2.x is refused with 412 that names the one to send")
    @ValueSource(strings = {"1.0", "3.0", "abc", "2", "2.x", "2.", ".17", "2.17.1", "-2.1", "2.99999", "2,17"})
    void anotherVersionIsRefused(String version) {
        var reply =
                platform.get("/v2/catalog").header(ApiVersion.HEADER, version).send();
        assertThat(reply.status()).isEqualTo(412);
        assertThat(reply.text("description")).contains("2.17");
        assertThat(broker.untouched()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("H-04 every 2.x is accepted and handed on as a number")
    @ValueSource(strings = {"2.0", "2.3", "2.9", "2.13", "2.17", "2.99"})
    void everyMinorVersionIsAccepted(String version) {
        var reply =
                platform.get("/v2/catalog").header(ApiVersion.HEADER, version).send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(broker.last(Caller.class).version()).hasToString(version);
    }

    @Test
    @DisplayName("H-05 names of headers are case-insensitive")
    void namesOfHeadersAreCaseInsensitive() {
        var reply = platform.get("/v2/catalog")
                .without(ApiVersion.HEADER)
                .header("x-broker-api-version", "2.15")
                .send();
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    @DisplayName("Section 4: version is checked before route, path, media type and body")
    void theVersionIsCheckedFirst() {
        for (var target : List.of("/nowhere", INSTANCE_PATH, "/v2/service_instances/%zz", BINDING_PATH)) {
            var reply = platform.put(target, "{bad")
                    .header(ApiVersion.HEADER, "1.0")
                    .header("Content-Type", "text/plain")
                    .send();
            assertThat(reply.status()).as(target).isEqualTo(412);
        }
    }

    @ParameterizedTest
    @DisplayName("H-09, H-12 the originating identity is read in every Base64 that platforms send")
    @ValueSource(strings = {"standard", "url", "unpadded", "mime", "spaces"})
    void theOriginatingIdentityIsRead(String variant) {
        byte[] json = "{\"user_id\":\"683ea748-3092-4ff4-b656-39cacc4d5360\",\"x\":\"\u00fb\u00ff?>\"}".getBytes(UTF_8);
        var standard = Base64.getEncoder().encodeToString(json);
        var value = switch (variant) {
            case "url" -> Base64.getUrlEncoder().encodeToString(json);
            case "unpadded" -> standard.replace("=", "");
            case "mime" -> standard.substring(0, 40) + "\r\n " + standard.substring(40);
            case "spaces" -> "   " + standard + "  ";
            default -> standard;
        };
        assertThat(platform.get("/v2/catalog")
                        .header(IDENTITY, "cloudfoundry " + value)
                        .send()
                        .status())
                .isEqualTo(200);
        var identity = broker.last(Caller.class).originatingIdentity().orElseThrow();
        assertThat(identity.platform()).isEqualTo("cloudfoundry");
        assertThat(CloudFoundryUser.of(identity).orElseThrow().id()).contains("683ea748-3092-4ff4-b656-39cacc4d5360");
        assertThat(identity.properties().get("x").stringValue()).isEqualTo("\u00fb\u00ff?>");
    }

    @Test
    @DisplayName("H-09 what somebody does to the originating identity of a request is not seen by the next")
    void theOriginatingIdentityIsTheRequestsOwn() {
        for (var user : new String[] {"a", "a", "b", "a"}) {
            var json = Base64.getEncoder().encodeToString(("{\"user_id\":\"" + user + "\"}").getBytes(UTF_8));
            platform.get("/v2/catalog").header(IDENTITY, "cloudfoundry " + json).send();

            var identity = broker.last(Caller.class).originatingIdentity().orElseThrow();
            assertThat(identity.properties()).hasToString("{\"user_id\":\"" + user + "\"}");
            identity.properties().put("user_id", "changed");
        }
    }

    @ParameterizedTest
    @DisplayName("H-12 a malformed originating identity is ignored with a remark, or refused with 400 in strict mode")
    @ValueSource(
            strings = {
                "",
                "cloudfoundry",
                "cloudfoundry !!!!",
                "cloudfoundry e",
                "cloudfoundry W10=",
                "x bnVsbA==",
                "x eyJhIjo",
                "x eyJhIjoxZTk5OTk5OTk5OTk5OTk5fQ=="
            })
    void aMalformedOriginatingIdentityIsTolerated(String value) {
        var heard = new ArrayList<Call>();
        var lenient = new TestPlatform(broker, EndpointSettings.defaults().withListener(heard::add));
        assertThat(lenient.get("/v2/catalog").header(IDENTITY, value).send().status())
                .isEqualTo(200);
        assertThat(broker.last(Caller.class).originatingIdentity()).isEmpty();
        assertThat(heard.getFirst().remark()).get().asString().contains(IDENTITY);

        var strict = new TestPlatform(broker, EndpointSettings.defaults().withStrictOriginatingIdentity(true));
        var refused = strict.get("/v2/catalog").header(IDENTITY, value).send();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("description")).contains(IDENTITY);
    }

    @Test
    @DisplayName("H-10, H-11 an identity of another platform than the context is accepted, or refused in strict mode")
    void anIdentityOfAnotherPlatformIsTolerated() {
        var body = asking(TestCatalog.SYNC, "'context':{'platform':'kubernetes'}");
        assertThat(platform.put(INSTANCE_PATH, body)
                        .header(IDENTITY, "service-manager e30=")
                        .send()
                        .status())
                .isEqualTo(201);
        var strict = new TestPlatform(broker, EndpointSettings.defaults().withStrictOriginatingIdentity(true));
        assertThat(strict.put(INSTANCE_PATH, body)
                        .header(IDENTITY, "service-manager e30=")
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(strict.put(INSTANCE_PATH, body)
                        .header(IDENTITY, "kubernetes e30=")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("H-13 the request identity comes back on success and on every error, and only if it was sent")
    void theRequestIdentityComesBack() {
        var requests = List.of(
                platform.get("/v2/catalog"),
                platform.get("/nowhere"),
                platform.request("POST", "/v2/catalog"),
                platform.get("/v2/catalog").without(ApiVersion.HEADER),
                platform.get("/v2/catalog").header(ApiVersion.HEADER, "1.0"),
                platform.put(INSTANCE_PATH, "{bad"),
                platform.put(INSTANCE_PATH, asking(TestCatalog.ASYNC)),
                platform.get(INSTANCE_PATH),
                platform.delete(INSTANCE_PATH + IDS));
        for (var request : requests) {
            request.header("X-Broker-API-Request-Identity", "r-1").send();
            request.without("X-Broker-API-Request-Identity").send();
        }
    }

    @ParameterizedTest
    @DisplayName("H-13 a request identity that would damage headers or logs is dropped")
    @ValueSource(strings = {"", "  ", "a\r\nSet-Cookie: b", "a\u0000", "\u00e4", "\u4e2d"})
    void aHarmfulRequestIdentityIsDropped(String identity) {
        platform.get("/v2/catalog")
                .header("X-Broker-API-Request-Identity", identity)
                .send();
        assertThat(broker.last(Caller.class).requestIdentity()).isEmpty();
        platform.get("/v2/catalog")
                .header("X-Broker-API-Request-Identity", "x".repeat(1_001))
                .send();
        assertThat(broker.last(Caller.class).requestIdentity()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("H-19 JSON in UTF-8 is accepted however it is labelled")
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON;charset=\"UTF-8\"",
                "application/json;odata=verbose",
                " application/json "
            })
    void jsonIsAcceptedHoweverItIsLabelled(String type) {
        assertThat(platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC))
                        .header("Content-Type", type)
                        .send()
                        .status())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("H-17 a missing Content-Type is JSON")
    void aMissingContentTypeIsJson() {
        assertThat(platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)).send().status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @DisplayName("H-18 another Content-Type is refused with 400")
    @ValueSource(strings = {"text/plain", "application/xml", "application/jsonx", "application/json; charset=utf-16"})
    void anotherContentTypeIsRefused(String type) {
        for (var request : List.of(
                platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)),
                platform.patch(INSTANCE_PATH, asking(TestCatalog.SYNC)),
                platform.put(BINDING_PATH, asking(TestCatalog.SYNC)))) {
            var reply = request.header("Content-Type", type).send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).contains("Content-Type");
        }
        assertThat(broker.untouched()).isTrue();
    }

    @Test
    @DisplayName("H-19 Content-Type and body on GET and DELETE change nothing")
    void bodiesOfReadsAndDeletesAreTolerated() {
        platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)).send();
        for (var body : List.of("{}", "{bad", "[]", "")) {
            var reply = platform.get(INSTANCE_PATH)
                    .body(body)
                    .header("Content-Type", "application/xml")
                    .send();
            assertThat(reply.status()).isEqualTo(200);
        }
        assertThat(platform.delete(INSTANCE_PATH + IDS).body("{}").send().status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("H-23 unknown headers change nothing")
    void unknownHeadersAreIgnored() {
        var reply = platform.get("/v2/catalog")
                .header("X-Api-Info-Location", "api.example.org/v2/info")
                .header("X-Vcap-Request-Id", "1")
                .header("X-B3-TraceId", "2")
                .header("X-Correlation-ID", "3")
                .send();
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void platformAndUserReachTheBroker() {
        platform.get("/v2/catalog").send("eu", "ccng");
        assertThat(broker.last(Caller.class).platform()).isEqualTo("eu");
        assertThat(broker.last(Caller.class).user()).isEqualTo("ccng");
    }
}
