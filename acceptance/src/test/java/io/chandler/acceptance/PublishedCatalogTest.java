package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.engine.ManagedBroker;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Json;
import io.chandler.resources.store.MemoryStore;
import io.chandler.server.BrokerServer;
import io.chandler.server.configuration.Configuration;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is published of catalog files obeys the specification's schema of catalogs. */
class PublishedCatalogTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCHEMA = ROOT.resolve("osb/src/test/resources/osb-schemas/catalog.json");
    private static final String FULL = "acceptance/src/test/resources/io/chandler/acceptance/full-catalog.yml";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "examples/postgres/src/main/resources/io/chandler/examples/postgres/catalog.yml",
                "acceptance/src/test/resources/io/chandler/acceptance/catalog.yml",
                "bench/catalog.yml",
                FULL,
            })
    void fitsTheSchema(String file) throws Exception {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);

        assertThat(schema.validate(published(file), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate("{\"services\":[{\"id\":1}]}", InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void everyMemberOfTheSchemaIsPublishedWhereItIsGiven() throws Exception {
        var catalog = Json.mapper().readTree(published(FULL));

        assertHasAll("", Json.mapper().readTree(Files.readString(SCHEMA)), catalog);
        var offering = catalog.path("services").path(0);
        assertThat(offering.path("x-own").path("anything").path(1).booleanValue())
                .isTrue();
        assertThat(offering.path("plans").size()).isEqualTo(1);
        assertThat(catalog.toString()).doesNotContain("chandler", "hidden");
        assertThat(offering.path("plans")
                        .path(0)
                        .path("maximum_polling_duration")
                        .intValue())
                .isEqualTo(7_200);
    }

    private static final class Nothing implements Service {
        @Override
        public void provision(Instance instance) {}

        @Override
        public void deprovision(Instance instance) {}
    }

    /** Each property of the schema is there; in a list it is its first element that has them all. */
    private static void assertHasAll(String path, JsonNode schema, JsonNode value) {
        for (var property : schema.path("properties").properties()) {
            if (!property.getKey().equals("$schema")) {
                var below = path + "/" + property.getKey();
                assertThat(value.has(property.getKey())).as(below).isTrue();
                assertHasAll(below, property.getValue(), value.get(property.getKey()));
            }
        }
        if (schema.has("items") && schema.get("items").has("properties")) {
            assertHasAll(path + "/0", schema.get("items"), value.path(0));
        }
    }

    private static String published(String file) throws IOException, InterruptedException {
        var catalog = CatalogSource.file(ROOT.resolve(file));
        var builder = ManagedBroker.builder()
                .catalog(catalog)
                .store(new MemoryStore())
                .keyring(Keyring.temporary());
        catalog.current().services().forEach(name -> builder.service(name, new Nothing()));
        var configuration = Configuration.parse("server: {port: 0}\nusers: [{name: u, password: p}]", ROOT, Map.of());
        try (var broker = builder.build();
                var server = BrokerServer.builder(configuration, broker).start();
                var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.address().resolve("/v2/catalog"))
                    .header("X-Broker-API-Version", "2.17")
                    .header("Authorization", "Basic dTpw")
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }
}
