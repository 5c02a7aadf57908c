package io.chandler.osb;

import static io.chandler.osb.TestPlatform.BINDING_PATH;
import static io.chandler.osb.TestPlatform.INSTANCE_PATH;
import static io.chandler.osb.TestPlatform.asking;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies: shape, limits, required members, types. */
class EndpointRequestsTest {

    private final MemoryBroker broker = new MemoryBroker();
    private final TestPlatform platform = new TestPlatform(broker);

    private List<TestPlatform.Request> withBody(String body) {
        return List.of(
                platform.put(INSTANCE_PATH, body),
                platform.patch(INSTANCE_PATH, body),
                platform.put(BINDING_PATH, body));
    }

    @ParameterizedTest
    @DisplayName("H-18 a body that is not one JSON object is refused with 400")
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{bad",
                "[]",
                "'x'",
                "1",
                "null",
                "{} {}",
                "{}x",
                "{'a':1,}",
                "{'a':NaN}",
                "{'a':01}",
                "{a:1}",
                "{'a':'\u0001'}",
                "/**/{}",
                "{'a':1 'b':2}"
            })
    void aBodyThatIsNotOneObjectIsRefused(String body) {
        for (var request : withBody(body)) {
            var reply = request.send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).startsWith("The request body");
        }
        assertThat(broker.untouched()).isTrue();
    }

    @Test
    @DisplayName("H-18 a body that is not UTF-8 is refused with 400")
    void aBodyThatIsNotUtf8IsRefused() {
        var json = "{\"service_id\":\"s\u00e4\"}";
        for (byte[] body : List.of(
                json.getBytes(ISO_8859_1),
                json.getBytes(UTF_16BE),
                "{\"a\":\"?\"}".replace("?", "\\ud800").getBytes(UTF_8),
                "{\"\\udc00\":{}}".getBytes(UTF_8),
                "{\"a\":[\"\\ud83d\\ud83d\"]}".getBytes(UTF_8),
                new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'})) {
            var reply = platform.put(INSTANCE_PATH, "").body(body).send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).startsWith("The request body");
        }
        var ship = asking(TestCatalog.SYNC, "'parameters':{'a':'\\ud83d\\udea2'}");
        assertThat(platform.put(INSTANCE_PATH, ship).send().status()).isEqualTo(201);
        assertThat(broker.last(ProvisionRequest.class).parameters().get("a").stringValue())
                .isEqualTo("\uD83D\uDEA2");
    }

    @Test
    void aMemberNamedTwiceIsRefused() {
        for (var body : List.of("{'service_id':'a','service_id':'b'}", "{'parameters':{'x':{'a':1,'a':1}}}")) {
            for (var request : withBody(body)) {
                var reply = request.send();
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text("description")).contains("twice").contains("line 1");
            }
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWith413() {
        var small = new TestPlatform(broker, EndpointSettings.defaults().withMaximumBodyBytes(200));
        var fits = asking(TestCatalog.SYNC);
        var padded = fits + " ".repeat(200 - fits.length());
        assertThat(small.put(INSTANCE_PATH, padded).send().status()).isEqualTo(201);
        var reply = small.put(INSTANCE_PATH, padded + " ").send();
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text("description")).contains("200 bytes");
        var announced = small.put(INSTANCE_PATH, fits).header("Content-Length", "201");
        assertThat(announced.send().status()).isEqualTo(413);
        var odd = small.put(INSTANCE_PATH, fits).header("Content-Length", "99999999999999999999");
        assertThat(odd.send().status()).isEqualTo(200);
    }

    @Test
    void aBodyThatEndsEarlyIsRefused() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset by peer");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        var request = new HttpRequest(
                "PUT", INSTANCE_PATH, "", name -> name.equals(ApiVersion.HEADER) ? List.of("2.17") : List.of(), broken);
        var response = new Endpoint(broker, EndpointSettings.defaults()).handle(request, "", "");
        assertThat(response.status()).isEqualTo(400);
        assertThat(new String(response.body(), UTF_8)).doesNotContain("peer");
    }

    @Test
    void depthNumbersAndCountAreLimited() {
        var limits = List.of(
                asking(TestCatalog.SYNC, "'parameters':" + "{'a':".repeat(64) + "1" + "}".repeat(64)),
                asking(TestCatalog.SYNC, "'parameters':{'a':" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
                asking(TestCatalog.SYNC, "'parameters':{'a':" + "1".repeat(1_001) + "}"),
                asking(TestCatalog.SYNC, "'parameters':{'a':[1" + ",1".repeat(100_000) + "]}"),
                asking(TestCatalog.SYNC, "'parameters':{'" + "a".repeat(60_000) + "':1}"));
        for (var body : limits) {
            var reply = platform.put(INSTANCE_PATH, body).send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).contains("exceeds a limit");
        }
        var deep = asking(TestCatalog.SYNC, "'parameters':" + "{'a':".repeat(62) + "1" + "}".repeat(62));
        assertThat(platform.put(INSTANCE_PATH, deep).send().status()).isEqualTo(201);
        var flat = new TestPlatform(broker, EndpointSettings.defaults().withMaximumJsonDepth(2));
        assertThat(flat.put(INSTANCE_PATH, asking(TestCatalog.SYNC, "'parameters':{'a':{}}"))
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void numbersInParametersStayExact() {
        var body = asking(
                TestCatalog.SYNC,
                "'parameters':{'a':1.0,'b':0.1000000000000000055511151231257827,'c':12345678901234567890123,"
                        + "'d':1e999999999,'e':-0.0,'f':9007199254740993}");
        assertThat(platform.put(INSTANCE_PATH, body).send().status()).isEqualTo(201);
        var parameters = broker.last(ProvisionRequest.class).parameters();
        assertThat(parameters.get("a").decimalValue()).isEqualTo(new BigDecimal("1.0"));
        assertThat(parameters.get("b").decimalValue())
                .isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
        assertThat(parameters.get("f").longValue()).isEqualTo(9_007_199_254_740_993L);
        var fetched = platform.get(INSTANCE_PATH).send().text();
        assertThat(fetched)
                .contains("12345678901234567890123", "1E+999999999", "1.0")
                .hasSizeLessThan(400);
        var again = asking(
                TestCatalog.SYNC,
                "'parameters':{'f':9007199254740993,'e':0,'d':10E999999998,'c':12345678901234567890123.0,"
                        + "'b':0.1000000000000000055511151231257827,'a':1}");
        assertThat(platform.put(INSTANCE_PATH, again).send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e-99999999999", "-1E+2147483648"})
    void anExponentOutOfRangeIsRefused(String number) {
        var body = asking(TestCatalog.SYNC, "'parameters':{'a':" + number + "}");
        assertThat(platform.put(INSTANCE_PATH, body).send().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @DisplayName("P-06 required members of a provision request")
    @ValueSource(strings = {"service_id", "plan_id", "organization_guid", "space_guid"})
    void aProvisionRequestNeeds(String member) {
        assertNeeded(member, INSTANCE_PATH, "PUT");
    }

    @ParameterizedTest
    @DisplayName("B-06 required members of a bind request")
    @ValueSource(strings = {"service_id", "plan_id"})
    void aBindRequestNeeds(String member) {
        assertNeeded(member, BINDING_PATH, "PUT");
    }

    @ParameterizedTest
    @DisplayName("UP-03 required members of an update request")
    @ValueSource(strings = "service_id")
    void anUpdateRequestNeeds(String member) {
        assertNeeded(member, INSTANCE_PATH, "PATCH");
    }

    private void assertNeeded(String member, String path, String method) {
        for (var value : List.of("null", "''", "'  '", "1", "true", "{}", "[]", "'a\\u0000'", "'\\n'")) {
            var body = Json.mapper()
                    .readTree(asking(TestCatalog.SYNC).replace('\'', '"'))
                    .asObject();
            body.set(member, Json.mapper().readTree(value.replace('\'', '"')));
            var reply = platform.request(method, path).body(body.toString()).send();
            assertThat(reply.status()).as(value).isEqualTo(400);
            assertThat(reply.text("description")).as(value).startsWith(member);
            body.remove(member);
            assertThat(platform.request(method, path)
                            .body(body.toString())
                            .send()
                            .status())
                    .isEqualTo(400);
        }
        assertThat(broker.untouched()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("P-07 members of the wrong type are refused by name")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT|i|'parameters':'x'|parameters must be a JSON object",
                "PUT|i|'parameters':[]|parameters must be a JSON object",
                "PUT|i|'parameters':false|parameters must be a JSON object",
                "PUT|i|'context':[]|context must be a JSON object",
                "PUT|i|'maintenance_info':'1.0.0'|maintenance_info must be a JSON object",
                "PUT|i|'maintenance_info':{'version':1}|maintenance_info.version must be a string",
                "PATCH|i|'parameters':0|parameters must be a JSON object",
                "PATCH|i|'context':'x'|context must be a JSON object",
                "PATCH|i|'previous_values':'x'|previous_values must be a JSON object",
                "PATCH|i|'maintenance_info':[]|maintenance_info must be a JSON object",
                "PUT|b|'parameters':'x'|parameters must be a JSON object",
                "PUT|b|'context':1|context must be a JSON object",
                "PUT|b|'bind_resource':'x'|bind_resource must be a JSON object",
                "PUT|b|'bind_resource':{'app_guid':1}|bind_resource.app_guid must be a string",
                "PUT|b|'bind_resource':{'route':{}}|bind_resource.route must be a string",
                "PUT|b|'bind_resource':{'app_annotations':1}|bind_resource.app_annotations must be a JSON object",
                "PUT|b|'app_guid':1|app_guid must be a string",
                "PUT|b|'predecessor_binding_id':1|predecessor_binding_id must be a string",
                "PUT|b|'predecessor_binding_id':'b-1'|predecessor_binding_id must be the id of another binding"
            })
    void membersOfTheWrongTypeAreRefused(String method, String object, String member, String sentence) {
        var path = object.equals("i") ? INSTANCE_PATH : BINDING_PATH;
        var reply = platform.request(method, path)
                .body(asking(TestCatalog.SYNC, member))
                .send();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("description")).startsWith(sentence);
        assertThat(broker.untouched()).isTrue();
    }

    @Test
    @DisplayName("X-01, X-04, UP-07, B-11, B-12 unknown members are ignored; null and empty mean absent")
    void unknownMembersAreIgnoredAndNullMeansAbsent() {
        var body = asking(
                TestCatalog.SYNC,
                "'x_foo':{'a':1}",
                "'parameters':null",
                "'context':null",
                "'maintenance_info':null",
                "'previous_values':null",
                "'bind_resource':null",
                "'app_guid':''",
                "'predecessor_binding_id':null");
        for (var request : withBody(body)) {
            assertThat(request.send().status()).isBetween(200, 201);
        }
        var bind = broker.last(BindRequest.class);
        assertThat(bind.appId()).isEmpty();
        assertThat(bind.bindResource().isEmpty()).isTrue();
        assertThat(bind.context().isEmpty()).isTrue();
        assertThat(bind.parameters().isEmpty()).isTrue();
        platform.patch(INSTANCE_PATH, "{'service_id':'s-1','plan_id':null,'parameters':{},'maintenance_info':{}}")
                .send();
        var update = broker.last(UpdateRequest.class);
        assertThat(update.planId()).isEmpty();
        assertThat(update.maintenanceVersion()).isEmpty();
        assertThat(platform.patch(INSTANCE_PATH, "{'service_id':'s-1','plan_id':''}")
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("B-09 the app is named by bind_resource or by the deprecated member")
    void theAppIsNamedInEitherPlace() {
        platform.put(INSTANCE_PATH, asking(TestCatalog.APP)).send();
        assertThat(platform.put(BINDING_PATH, asking(TestCatalog.APP, "'app_guid':'old'"))
                        .send()
                        .status())
                .isEqualTo(201);
        platform.put(BINDING_PATH, asking(TestCatalog.APP, "'app_guid':'old'", "'bind_resource':{'app_guid':'new'}"))
                .send();
        assertThat(broker.last(BindRequest.class).appId()).contains("new");
        platform.put(BINDING_PATH, asking(TestCatalog.APP, "'app_guid':'old'", "'bind_resource':{'app_guid':''}"))
                .send();
        assertThat(broker.last(BindRequest.class).appId()).contains("old");
        assertThat(broker.last(BindRequest.class).bindResource()).isEmpty();
        var key = platform.put(
                        BINDING_PATH, asking(TestCatalog.APP, "'bind_resource':{'credential_client_id':'c','x':1}"))
                .send();
        assertThat(key.status()).isEqualTo(422);
        assertThat(key.text("error")).isEqualTo("RequiresApp");
        var resource = BindResource.of(broker.last(BindRequest.class));
        assertThat(resource.credentialClientId()).contains("c");
        assertThat(resource.properties().get("x").intValue()).isEqualTo(1);
    }

    @Test
    @DisplayName("R-04 a rotation may leave out offering and plan")
    void aRotationMayLeaveOutOfferingAndPlan() {
        platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)).send();
        assertThat(platform.put(BINDING_PATH, "{'predecessor_binding_id':'b-0'}")
                        .send()
                        .status())
                .isEqualTo(201);
        assertThat(broker.last(BindRequest.class).predecessorBindingId()).contains("b-0");
        assertThat(broker.last(BindRequest.class).serviceId()).isEmpty();
        platform.put(BINDING_PATH, asking(TestCatalog.SYNC, "'predecessor_binding_id':'b-0'"))
                .send();
        assertThat(broker.last(BindRequest.class).planId()).contains(TestCatalog.SYNC);
        assertThat(platform.put(BINDING_PATH, "{'predecessor_binding_id':''}")
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("A body with a byte order mark is read")
    void aByteOrderMarkIsSkipped() {
        var body = "\uFEFF" + asking(TestCatalog.SYNC).replace('\'', '"');
        assertThat(platform.put(INSTANCE_PATH, "")
                        .body(body.getBytes(UTF_8))
                        .send()
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aBodyIsReadNoFurtherThanTheLimit() {
        var endless = new InputStream() {
            long given;

            @Override
            public int read() {
                given++;
                return ' ';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                given += length;
                return length;
            }
        };
        var request = new HttpRequest(
                "PUT",
                INSTANCE_PATH,
                "",
                name -> name.equals(ApiVersion.HEADER) ? List.of("2.17") : List.of(),
                endless);
        assertThat(new Endpoint(broker, EndpointSettings.defaults())
                        .handle(request, "", "")
                        .status())
                .isEqualTo(413);
        assertThat(endless.given).isLessThanOrEqualTo((1 << 20) + 1);
    }
}
