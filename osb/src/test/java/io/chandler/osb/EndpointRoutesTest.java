package io.chandler.osb;

import static io.chandler.osb.TestPlatform.BINDING_PATH;
import static io.chandler.osb.TestPlatform.IDS;
import static io.chandler.osb.TestPlatform.INSTANCE_PATH;
import static io.chandler.osb.TestPlatform.asking;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, queries and identifiers. */
class EndpointRoutesTest {

    private final MemoryBroker broker = new MemoryBroker();
    private final TestPlatform platform = new TestPlatform(broker);

    @ParameterizedTest
    @DisplayName("U-02, U-05 identifiers hold any text")
    @CsvSource(
            delimiter = '|',
            value = {
                "a%20b%2Fc%C3%A4|a b/c\u00e4",
                "..|..",
                "%2E%2e|..",
                "%2F|/",
                "a+b|a+b",
                "a;b=c,d|a;b=c,d",
                "%F0%9F%9A%A2|\uD83D\uDEA2",
                "last_operation|last_operation",
                "service_bindings|service_bindings",
                "%25|%"
            })
    void identifiersHoldAnyText(String encoded, String decoded) {
        var reply = platform.put("/v2/service_instances/" + encoded, asking(TestCatalog.SYNC))
                .send();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(broker.last(ProvisionRequest.class).instanceId()).isEqualTo(decoded);
        assertThat(platform.get("/v2/service_instances/" + encoded).send().status())
                .isEqualTo(200);
        var binding = "/v2/service_instances/" + encoded + "/service_bindings/" + encoded;
        assertThat(platform.put(binding, asking(TestCatalog.SYNC)).send().status())
                .isEqualTo(201);
        assertThat(broker.last(BindRequest.class).bindingId()).isEqualTo(decoded);
        assertThat(platform.get(binding + "/last_operation").send().status()).isEqualTo(200);
        assertThat(broker.last(LastBindingOperationRequest.class).instanceId()).isEqualTo(decoded);
    }

    @Test
    @DisplayName("U-05 identifiers are case-sensitive and may be long")
    void identifiersAreCaseSensitiveAndMayBeLong() {
        platform.put("/v2/service_instances/A", asking(TestCatalog.SYNC)).send();
        assertThat(platform.get("/v2/service_instances/a").send().status()).isEqualTo(404);
        var reply = platform.put("/v2/service_instances/" + "x".repeat(255), asking(TestCatalog.SYNC))
                .send();
        assertThat(reply.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @DisplayName("U-03 identifiers that are blank, no UTF-8, incomplete escapes or control characters are refused")
    @ValueSource(
            strings = {
                "%20",
                "%00",
                "%0a",
                "a%7F",
                "%C2%85",
                "%",
                "%4",
                "%zz",
                "%-1",
                "%C3",
                "%C0%AF",
                "%ED%A0%80",
                "%F4%90%80%80",
                "\u00e4",
                "a b",
                "%\uFF11\uFF11"
            })
    void malformedIdentifiersAreRefused(String encoded) {
        for (var target :
                new String[] {"/v2/service_instances/" + encoded, "/v2/service_instances/i/service_bindings/" + encoded
                }) {
            for (var method : new String[] {"GET", "PUT", "DELETE"}) {
                var reply = platform.request(method, target + IDS)
                        .body(asking(TestCatalog.SYNC))
                        .send();
                assertThat(reply.status()).as(target).isEqualTo(400);
                assertThat(reply.text("description")).contains("id in the path");
            }
        }
        assertThat(broker.untouched()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("U-08 paths that are not of the API are answered with 404")
    @ValueSource(
            strings = {
                "/",
                "",
                "/v2",
                "/v2/",
                "/v2/catalogue",
                "/v2/catalog/x",
                "/v2/catalog//",
                "/v1/catalog",
                "/v2/service_instances",
                "/v2/service_instances/",
                "/v2/service_instances//",
                "/v2/service_instances//last_operation",
                "/v2/service_instances/i/other",
                "/v2/service_instances/i/service_bindings",
                "/v2/service_instances/i/service_bindings/",
                "/v2/service_instances/i/service_bindings//",
                "/v2/service_instances/i/service_bindings//last_operation",
                "/v2/service_instances/i/service_bindings/b/other",
                "/v2/service_instances/i/last_operation/x",
                "/v2/service_instances/i/service_bindings/b/last_operation/x",
                "/v2/service_instances/i//",
                "/V2/catalog",
                "//v2/catalog",
                "v2/catalog"
            })
    void otherPathsAreNotFound(String path) {
        for (var method : new String[] {"GET", "PUT", "POST"}) {
            assertThat(platform.request(method, path).send().status()).isEqualTo(404);
        }
        assertThat(broker.untouched()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("U-08 a method that a path does not take is answered with 405 and Allow")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v2/catalog|GET",
                "HEAD|/v2/catalog|GET",
                "OPTIONS|/v2/catalog|GET",
                "POST|" + INSTANCE_PATH + "|GET, PUT, PATCH, DELETE",
                "get|" + INSTANCE_PATH + "|GET, PUT, PATCH, DELETE",
                "PUT|" + INSTANCE_PATH + "/last_operation|GET",
                "PATCH|" + BINDING_PATH + "|GET, PUT, DELETE",
                "DELETE|" + BINDING_PATH + "/last_operation|GET"
            })
    void otherMethodsAreNotAllowed(String method, String path, String allow) {
        var reply = platform.request(method, path).send();
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).contains(allow);
        assertThat(broker.untouched()).isTrue();
    }

    @Test
    @DisplayName("U-08 one slash at the end changes nothing")
    void aSlashAtTheEndIsIgnored() {
        assertThat(platform.get("/v2/catalog/").send().status()).isEqualTo(200);
        assertThat(platform.put(INSTANCE_PATH + "/", asking(TestCatalog.SYNC))
                        .send()
                        .status())
                .isEqualTo(201);
        assertThat(broker.last(ProvisionRequest.class).instanceId()).isEqualTo("i-1");
        assertThat(platform.get(INSTANCE_PATH + "/last_operation/").send().status())
                .isEqualTo(200);
        assertThat(platform.put(BINDING_PATH + "/", asking(TestCatalog.SYNC))
                        .send()
                        .status())
                .isEqualTo(201);
        assertThat(platform.get(BINDING_PATH + "/last_operation/").send().status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("S-03 only true in any case accepts an incomplete answer; of several values the first counts")
    @CsvSource({
        "accepts_incomplete=true,true",
        "accepts_incomplete=TRUE,true",
        "x=1&accepts_incomplete=true,true",
        "accepts_incomplete=true&accepts_incomplete=false,true",
        "accepts_incomplete=false&accepts_incomplete=true,false",
        "accepts_incomplete=false,false",
        "accepts_incomplete=1,false",
        "accepts_incomplete=,false",
        "accepts_incomplete,false",
        "xaccepts_incomplete=true,false",
        "accepts_incomplete2=true,false",
        "&&=&,false"
    })
    void onlyTrueAcceptsAnIncompleteAnswer(String query, boolean expected) {
        platform.put(INSTANCE_PATH + "?" + query, asking(TestCatalog.SYNC)).send();
        assertThat(broker.last(ProvisionRequest.class).acceptsIncomplete()).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("D-05 a delete of an instance needs both ids, in the query or, as some platforms do, in the body")
    @ValueSource(
            strings = {
                "",
                "?service_id=s",
                "?plan_id=p",
                "?service_id&plan_id=p",
                "?service_id=&plan_id=p",
                "?service_id=s&plan_id",
                "?service_id=%20&plan_id=p"
            })
    void aDeleteOfAnInstanceNeedsBothIds(String query) {
        for (var body : new String[] {"", "{}", "{bad", "[]", "{'service_id':null}", "{'service_id':'','plan_id':1}"}) {
            var reply = platform.delete(INSTANCE_PATH + query).body(body).send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text("description")).contains("_id is missing");
        }
        assertThat(broker.untouched()).isTrue();
        var reply = platform.delete(INSTANCE_PATH + query)
                .body("{'service_id':'s','plan_id':'p'}")
                .send();
        assertThat(reply.status()).isEqualTo(410);
        var request = broker.last(DeprovisionRequest.class);
        assertThat(request.serviceId() + request.planId()).isEqualTo("sp");
    }

    @Test
    @DisplayName("UB-05 a delete of a binding hands missing ids on, for its existence is decided first")
    void aDeleteOfABindingHandsMissingIdsOn() {
        assertThat(platform.delete(BINDING_PATH + "?service_id&plan_id=p")
                        .send()
                        .status())
                .isEqualTo(410);
        assertThat(broker.last(UnbindRequest.class).serviceId()).isEmpty();
        assertThat(broker.last(UnbindRequest.class).planId()).contains("p");
        platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)).send();
        platform.put(BINDING_PATH, asking(TestCatalog.SYNC)).send();
        assertThat(platform.delete(BINDING_PATH).send().status()).isEqualTo(400);
        assertThat(platform.delete(BINDING_PATH)
                        .body("{'service_id':'s','plan_id':'p'}")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("LI-05, LI-13 a poll hands the operation on; one that cannot be the broker's means the latest")
    void aPollHandsTheOperationOn() {
        platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC)).send();
        var path = INSTANCE_PATH + "/last_operation";
        platform.get(path + "?operation=task%2010%2F%C3%A4%26%3D+x").send();
        assertThat(broker.last(LastOperationRequest.class).operation()).contains("task 10/\u00e4&= x");
        for (var operation : new String[] {"", "%zz", "%00", "%FF"}) {
            assertThat(platform.get(path + "?operation=" + operation).send().status())
                    .isEqualTo(200);
            assertThat(broker.last(LastOperationRequest.class).operation()).isEmpty();
        }
        assertThat(platform.get(path + "?service_id=%00").send().status()).isEqualTo(400);
        assertThat(platform.get(path + "?service_id=any&plan_id=any").send().status())
                .isEqualTo(200);
        assertThat(broker.last(LastOperationRequest.class).planId()).contains("any");
    }
}
