package io.chandler.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.CatalogJson;
import io.chandler.osb.DashboardClient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogFileTest {

    static final String GOOD = """
            services:
              - id: 6d0bd4e5-3e36-4d3c-b7c1-0a1b6a3e7c11
                name: postgres
                description: A database of your own.
                bindable: true
                plan_updateable: true
                tags: [sql, relational]
                metadata: {displayName: PostgreSQL, anything: [1.10, {deep: true}]}
                x-team: data
                dashboard_client: {id: postgres, secret: hunter2, redirect_uri: "https://dashboard.example.com"}
                chandler: {service: databases}
                plans:
                  - id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d01
                    name: small
                    description: Up to ten connections.
                    maximum_polling_duration: 2h
                    maintenance_info: {version: "2.1.1+abcdef", description: Restarts the database.}
                    chandler:
                      execution: async
                      answer_within: 0
                      poll_interval: 5s
                      requires_app: true
                      parameters: io.chandler.broker.catalog.CatalogFileTest$Small
                  - id: 0f7c3c1c-96f8-4f6b-8b5b-6f0f0a9c7d02
                    name: retired
                    description: No longer to be had.
                    free: false
                    bindable: false
                    maximum_polling_duration: 90
                    chandler: {hidden: true, execution: sync, answer_within: 250ms}
            """;

    /** Parameters named in the file. */
    record Small(int connections) {}

    @Test
    void readsAWholeCatalog() {
        var definition = CatalogFile.parse(GOOD, "catalog.yml");
        assertThat(definition.warnings()).isEmpty();
        var offering = definition.catalog().offerings().getFirst();
        assertThat(offering.name()).isEqualTo("postgres");
        assertThat(offering.tags()).containsExactly("sql", "relational");
        assertThat(offering.instancesRetrievable()).isTrue();
        assertThat(offering.bindingsRetrievable()).isTrue();
        assertThat(offering.metadata())
                .hasToString("{\"displayName\":\"PostgreSQL\",\"anything\":[1.10,{\"deep\":true}]}");
        assertThat(offering.extensions()).hasToString("{\"x-team\":\"data\"}");
        assertThat(offering.dashboardClient())
                .contains(new DashboardClient("postgres", "hunter2", Optional.of("https://dashboard.example.com")));
        var small = offering.plans().getFirst();
        assertThat(small.maximumPollingDuration()).contains(Duration.ofHours(2));
        assertThat(small.maintenanceInfo().orElseThrow().version()).isEqualTo("2.1.1+abcdef");
        assertThat(small.schemas().create().orElseThrow().at("/required/0").stringValue())
                .isEqualTo("connections");
        assertThat(small.schemas().update().orElseThrow().has("required")).isFalse();
        assertThat(small.extensions()).isEmpty();
        assertThat(offering.plans().getLast().maximumPollingDuration()).contains(Duration.ofSeconds(90));
    }

    @Test
    void keepsWhatIsNotPublishedToItself() {
        var definition = CatalogFile.parse(GOOD, "catalog.yml");
        var offering = definition.catalog().offerings().getFirst();
        var small = offering.plans().getFirst();
        var retired = offering.plans().getLast();
        assertThat(definition.service(offering.id())).isEqualTo("databases");
        assertThat(definition.services()).containsExactly("databases");
        assertThat(definition.settings(offering.id(), small.id()))
                .isEqualTo(new PlanSettings(
                        PlanSettings.Execution.ASYNC,
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        true,
                        false,
                        Optional.of(Small.class)));
        assertThat(definition.settings(offering.id(), retired.id()).hidden()).isTrue();
        assertThat(definition.plan(offering.id(), retired.id())).contains(retired);
        assertThat(definition.settings("other", small.id())).isEqualTo(PlanSettings.DEFAULTS);
        var published = CatalogJson.write(definition.publishedCatalog()).toString();
        assertThat(published).contains("small").doesNotContain("retired").doesNotContain("chandler");
    }

    @Test
    void readsJsonAsWell() {
        var json = CatalogJson.write(CatalogFile.parse(GOOD, "catalog.yml").publishedCatalog());
        var definition = CatalogFile.parse(json.toPrettyString(), "catalog.json");
        assertThat(CatalogJson.write(definition.publishedCatalog())).hasToString(json.toString());
    }
}
