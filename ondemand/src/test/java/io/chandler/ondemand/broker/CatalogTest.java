package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private static final String SCHEMAS = """
            {"service_instance":{"create":{"parameters":{"$schema":"http://json-schema.org/draft-04/schema#",
            "type":"object","properties":{"size":{"type":"integer","minimum":1}},"additionalProperties":false}},
            "update":{"parameters":{"$schema":"http://json-schema.org/draft-04/schema#","type":"object",
            "maxProperties":1}}},"service_binding":{"create":{"parameters":{
            "$schema":"http://json-schema.org/draft-04/schema#","type":"object","maxProperties":0}}}}
            """;

    @Test
    void theOriginalsShape() {
        try (var house = House.with(settings -> settings.original()
                .offering("requires: [syslog_drain]\n  dashboard_client: {id: d, secret: s, redirect_uri: 'https://r'}")
                .small("metadata: {display_name: Small, bullets: [a], costs: [{amount: {usd: 9.5}, unit: MONTHLY}],"
                        + " x: {y: [1]}}")
                .large("free: true"))) {
            assertThat(house.call("GET", "/v2/catalog", "", "").body().toString())
                    .isEqualTo(
                            "{\"services\":[{\"id\":\"offering\",\"name\":\"redis\",\"description\":\"Redis on demand\","
                                    + "\"requires\":[\"syslog_drain\"],\"bindable\":true,\"plan_updateable\":true,"
                                    + "\"metadata\":{\"displayName\":\"Redis\",\"more\":{\"deep\":[1,{\"deeper\":true}]},"
                                    + "\"shareable\":false},\"dashboard_client\":{\"id\":\"d\",\"secret\":\"s\","
                                    + "\"redirect_uri\":\"https://r\"},\"plans\":[{\"id\":\"small\",\"name\":\"small\","
                                    + "\"description\":\"One machine\",\"metadata\":{\"displayName\":\"Small\","
                                    + "\"bullets\":[\"a\"],\"costs\":[{\"amount\":{\"usd\":9.5},\"unit\":\"MONTHLY\"}],"
                                    + "\"x\":{\"y\":[1]}}},{\"id\":\"large\",\"name\":\"large\","
                                    + "\"description\":\"Three machines\",\"free\":true}]}]}");
        }
    }

    @Test
    void theOriginalHasTagsAndWhatCanBeShared() {
        try (var house = House.with(
                settings -> settings.original().offering("tags: [cache, fast]\n  metadata: {shareable: true}"))) {
            var service = house.call("GET", "/v2/catalog", "", "")
                    .body()
                    .path("services")
                    .path(0);
            assertThat(service.path("tags").toString()).isEqualTo("[\"cache\",\"fast\"]");
            assertThat(service.path("metadata").path("shareable").asBoolean()).isTrue();
        }
    }

    @Test
    void theSpecificationsMembersAreThere() {
        try (var house = House.usual()) {
            var service = house.call("GET", "/v2/catalog", "", "")
                    .body()
                    .path("services")
                    .path(0);
            assertThat(service.path("instances_retrievable").asBoolean()).isTrue();
            assertThat(service.path("bindings_retrievable").asBoolean()).isFalse();
            assertThat(service.path("plans").path(0).path("free").asBoolean()).isFalse();
        }
    }

    @Test
    void schemasAreAskedForOnceAndParametersMustFit() {
        try (var house = House.with(settings -> settings.broker("enable_plan_schemas: true"))) {
            house.adapter.on("generate-plan-schemas", _ -> new TestAdapter.Result(0, SCHEMAS));
            var refused = house.provision("one", "small", "{\"size\": \"big\", \"other\": 1}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("description"))
                    .startsWith("validation against JSON schema failed:\n")
                    .contains("size", "other", "; ")
                    .doesNotContain("\"big\"");
            house.created("one", "small", "{\"size\": 2}");
            assertThat(house.update("one", "small", "small", "{\"a\":1,\"b\":2}")
                            .status())
                    .isEqualTo(400);
            assertThat(house.bind("one", "b", ",\"parameters\":{\"x\":1}").status())
                    .isEqualTo(400);
            var plans = house.call("GET", "/v2/catalog", "", "")
                    .body()
                    .path("services")
                    .path(0)
                    .path("plans");
            assertThat(plans.path(1)
                            .path("schemas")
                            .path("service_instance")
                            .path("create")
                            .path("parameters")
                            .path("properties")
                            .has("size"))
                    .isTrue();
            assertThat(house.adapter.calls("generate-plan-schemas")).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | {} | enable_plan_schemas is set to true, but the service adapter does not implement"
                        + " generate-plan-schemas",
                "1 | no schemas today | no schemas today",
                "0 | {} | Invalid JSON Schema for plan small: Error validating plan schemas for instance create - failed"
                        + " validating schema - no JSON Schema provided",
            })
    void aCatalogThatCannotBeMadeSaysWhyAndIsNotKept(int code, String output, String text) {
        try (var house = House.with(settings -> settings.broker("enable_plan_schemas: true"))) {
            house.adapter.on("generate-plan-schemas", _ -> new TestAdapter.Result(code, output));
            var reply = house.call("GET", "/v2/catalog", "", "");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text("description")).isEqualTo(text);

            house.adapter.on("generate-plan-schemas", _ -> new TestAdapter.Result(0, SCHEMAS));
            assertThat(house.call("GET", "/v2/catalog", "", "").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "draft-04, draft-06, only JSON Schema version draft-04 is supported",
        "'\"maxProperties\":1', '\"maxProperties\":\"many\"', schema does not conform to JSON Schema spec"
    })
    void schemasMustBeOfDraft4(String right, String wrong, String text) {
        try (var house = House.with(settings -> settings.broker("enable_plan_schemas: true"))) {
            house.adapter.on("generate-plan-schemas", _ -> new TestAdapter.Result(0, SCHEMAS.replace(right, wrong)));
            assertThat(house.call("GET", "/v2/catalog", "", "").text("description"))
                    .endsWith(text);
        }
    }

    @Test
    void requestsAtTheSameTimeMakeItOnce() throws Exception {
        try (var house = House.with(settings -> settings.broker("enable_plan_schemas: true"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            house.adapter.on("generate-plan-schemas", _ -> new TestAdapter.Result(0, SCHEMAS));
            var catalogs = new ArrayList<Future<House.Reply>>();
            for (int i = 0; i < 16; i++) {
                catalogs.add(threads.submit(() -> house.call("GET", "/v2/catalog", "", "")));
            }
            for (var catalog : catalogs) {
                assertThat(catalog.get()).isEqualTo(catalogs.getFirst().get());
            }
            assertThat(house.adapter.calls("generate-plan-schemas")).hasSize(2);
        }
    }
}
