package io.chandler.osb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.HttpResponse.Header;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog: its JSON, its publication, conditional requests. */
class EndpointCatalogTest {

    private static final Instant TIME = Instant.parse("2026-03-05T07:08:09.123Z");

    private final PublishedCatalog published =
            PublishedCatalog.publish(TestCatalog.catalog(), Optional.empty(), Clock.fixed(TIME, ZoneOffset.UTC));

    private final TestPlatform platform = new TestPlatform(new MemoryBroker(published));

    private String written(String template) {
        return template.replace("TAG", published.etag());
    }

    @Test
    @DisplayName("C-01, H-22, C-29 the catalog is sent with the same bytes, entity tag and time each time")
    void theCatalogIsSentWithItsTag() {
        for (int i = 0; i < 3; i++) {
            var reply = platform.get("/v2/catalog").send();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(published.json());
            assertThat(reply.header("ETag")).contains(published.etag());
            assertThat(reply.header("Last-Modified")).contains("Thu, 05 Mar 2026 07:08:09 GMT");
        }
    }

    @ParameterizedTest
    @DisplayName("H-22 If-None-Match: weak comparison, lists, any")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TAG|304",
                "W/TAG|304",
                "*|304",
                "\"other\"|200",
                "\"other\", TAG|304",
                "\"a,b\" , W/\"c\",W/TAG|304",
                "unquoted|200",
                "\"|200",
                "\"\"|200",
                "xTAG|304"
            })
    void ifNoneMatch(String value, int status) {
        var reply = platform.get("/v2/catalog")
                .header("If-None-Match", written(value))
                .header("If-Modified-Since", "Thu, 05 Mar 2099 07:08:09 GMT")
                .header("X-Broker-API-Request-Identity", "r-1")
                .send();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("ETag")).contains(published.etag());
    }

    @Test
    void severalLinesOfIfNoneMatchAreOneList() {
        var reply = platform.get("/v2/catalog")
                .header("If-None-Match", "\"a\"", written("\"b\", TAG"))
                .send();
        assertThat(reply.status()).isEqualTo(304);
    }

    @ParameterizedTest
    @DisplayName("H-22 If-Modified-Since: whole seconds; what is no date is ignored")
    @CsvSource(
            delimiter = '|',
            value = {
                "Thu, 05 Mar 2026 07:08:09 GMT|304",
                "Thu, 05 Mar 2026 07:08:08 GMT|200",
                "Thu, 05 Mar 2026 07:08:10 GMT|304",
                "yesterday|200",
                "2026-03-05T07:08:09Z|200"
            })
    void ifModifiedSince(String value, int status) {
        var reply =
                platform.get("/v2/catalog").header("If-Modified-Since", value).send();
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void aCatalogWithTheSameBodyKeepsItsTime() {
        var later = Clock.fixed(TIME.plusSeconds(60), ZoneOffset.UTC);
        var same = PublishedCatalog.publish(TestCatalog.catalog(), Optional.of(published), later);
        assertThat(same.etag()).isEqualTo(published.etag()).matches("\"[0-9a-f]{32}\"");
        assertThat(same.lastModified()).isEqualTo(published.lastModified());
        var other = new Catalog(List.of(TestCatalog.catalog().offerings().getFirst()));
        var changed = PublishedCatalog.publish(other, Optional.of(published), later);
        assertThat(changed.etag()).isNotEqualTo(published.etag());
        assertThat(changed.lastModified()).isEqualTo(Instant.parse("2026-03-05T07:09:09Z"));
        var atOnce = PublishedCatalog.publish(other, Optional.of(published), Clock.fixed(TIME, ZoneOffset.UTC));
        assertThat(atOnce.lastModified()).isAfter(published.lastModified());
    }

    @Test
    @DisplayName("C-11, C-17, C-18 booleans are always written, those of a plan with the value that holds")
    void booleansAreAlwaysWritten() {
        var json = CatalogJson.write(TestCatalog.catalog());
        var offering = json.get("services").get(0);
        for (var name : List.of(
                "bindable",
                "instances_retrievable",
                "bindings_retrievable",
                "allow_context_updates",
                "plan_updateable")) {
            assertThat(offering.get(name).isBoolean()).as(name).isTrue();
        }
        var plan = offering.get("plans").get(0);
        for (var name : List.of("free", "bindable", "binding_rotatable", "plan_updateable")) {
            assertThat(plan.get(name).isBoolean()).as(name).isTrue();
        }
        assertThat(plan.get("bindable").booleanValue()).isTrue();
        assertThat(offering.has("tags")).isFalse();
        assertThat(offering.has("metadata")).isFalse();
        assertThat(plan.has("schemas")).isFalse();
    }

    @Test
    @DisplayName("C-02 to C-23 a full catalog survives writing and reading")
    void aFullCatalogSurvives() {
        var schema = Json.object().put("$schema", "http://json-schema.org/draft-04/schema#");
        var plan = new Plan(
                "p",
                "plan",
                "A plan",
                false,
                Optional.of(false),
                true,
                Optional.of(false),
                new Schemas(Optional.of(schema), Optional.of(schema), Optional.of(schema)),
                Optional.of(Duration.ofHours(1)),
                Optional.of(new MaintenanceInfo("1.0.0-rc.1", Optional.of("restarts"))),
                Json.object().put("displayName", "Plan"),
                Json.object().put("x-plan", 1));
        var offering = new ServiceOffering(
                "s",
                "service",
                "A service",
                List.of("a", "b"),
                List.of("syslog_drain"),
                true,
                true,
                true,
                true,
                true,
                Json.object().put("shareable", true),
                Optional.of(new DashboardClient("c", "marker-secret", Optional.of("https://d"))),
                List.of(plan),
                Json.object().put("x-offering", "y"));
        var catalog = new Catalog(List.of(offering));
        var json = CatalogJson.write(catalog);
        assertThat(CatalogJson.read(json)).isEqualTo(catalog);
        assertThat(json.at("/services/0/x-offering").stringValue()).isEqualTo("y");
        assertThat(json.at("/services/0/plans/0/schemas/service_binding/create/parameters"))
                .isEqualTo(schema);
        assertThat(json.at("/services/0/plans/0/maximum_polling_duration").intValue())
                .isEqualTo(3_600);
        assertThat(catalog.toString()).doesNotContain("marker-secret");
        var shown = new TestPlatform(
                new MemoryBroker(PublishedCatalog.publish(catalog, Optional.empty(), Clock.systemUTC())));
        assertThat(shown.get("/v2/catalog").send().status()).isEqualTo(200);
    }

    @Test
    void anExtensionNeverReplacesAMember() {
        var offering = TestCatalog.catalog().offerings().getFirst();
        var disguised = new ServiceOffering(
                offering.id(),
                offering.name(),
                offering.description(),
                List.of(),
                List.of(),
                true,
                true,
                true,
                true,
                true,
                Json.object(),
                Optional.empty(),
                offering.plans(),
                Json.object().put("id", "other"));
        assertThat(CatalogJson.write(new Catalog(List.of(disguised)))
                        .at("/services/0/id")
                        .stringValue())
                .isEqualTo(offering.id());
    }

    @Test
    @DisplayName("X-01 a platform reads the least catalog with the defaults of the specification")
    void theLeastCatalogIsReadWithDefaults() {
        var catalog = CatalogJson.read(Json.mapper()
                .readTree("{\"services\":[{\"id\":\"s\",\"name\":\"n\",\"tags\":null,"
                        + "\"plans\":[{\"id\":\"p\",\"name\":\"n\",\"maximum_polling_duration\":1.0}]}]}"));
        var offering = catalog.offerings().getFirst();
        assertThat(offering.bindable()).isFalse();
        var plan = offering.plans().getFirst();
        assertThat(plan.free()).isTrue();
        assertThat(plan.bindable()).isEmpty();
        assertThat(plan.maximumPollingDuration()).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|the body must be a JSON object",
                "{}|services is missing",
                "{'services':{}}|services must be an array",
                "{'services':[1]}|services[0] must be a JSON object",
                "{'services':[{'name':'n'}]}|services[0].id must be a non-empty string",
                "{'services':[{'id':'s','name':'n','bindable':'yes'}]}|services[0].bindable must be true or false",
                "{'services':[{'id':'s','name':'n','tags':[1]}]}|services[0].tags must be an array of strings",
                "{'services':[{'id':'s','name':'n','plans':[{'id':1}]}]}|services[0].plans[0].id must be a string",
                "{'services':[{'id':'s','name':'n','plans':[{'id':'p','name':'n','maximum_polling_duration':1e99}]}]}"
                        + "|services[0].plans[0].maximum_polling_duration must be a number of seconds"
            })
    void aMalformedCatalogIsRefusedByName(String json, String sentence) {
        assertThatThrownBy(() -> CatalogJson.read(Json.mapper().readTree(json.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 413, 429, 431, 503})
    @DisplayName("H-13, E-04 what the server refuses itself looks like the endpoint's answers")
    void theServersOwnRefusals(int status) {
        var request = new HttpRequest(
                "GET",
                "/v2/catalog",
                "",
                name -> name.equals("X-Broker-API-Request-Identity") ? List.of("r-1") : List.of(),
                InputStream.nullInputStream());
        var response = Endpoint.refusal(request, status, "Not \"now\".", new Header("Retry-After", "1"));
        assertThat(response.status()).isEqualTo(status);
        assertThat(new String(response.body(), UTF_8)).isEqualTo("{\"description\":\"Not \\\"now\\\".\"}");
        assertThat(response.headers())
                .containsExactly(
                        new Header("Content-Type", "application/json"),
                        new Header("X-Broker-API-Request-Identity", "r-1"),
                        new Header("Retry-After", "1"));
    }
}
