package io.chandler.broker.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.CatalogFile;
import io.chandler.broker.catalog.CatalogSource;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.osb.CatalogJson;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogGuideTest {

    private static final Path FILE = Path.of("src/test/resources/guide/catalog.yml");

    private static CatalogDefinition inCode() {
        return CatalogDefinition.builder()
                .offering(
                        "postgres",
                        offering -> offering.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a01")
                                .description("A PostgreSQL database of your own.")
                                .service("databases")
                                .planUpdateable(true)
                                .tags("postgresql", "sql")
                                .displayName("PostgreSQL")
                                .documentationUrl("https://databases.example.com/postgres")
                                .shareable(true)
                                .plan(
                                        "small",
                                        plan -> plan.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a11")
                                                .description("Up to ten connections.")
                                                .maximumPollingDuration(Duration.ofMinutes(30))
                                                .parameters(DatabaseParameters.class))
                                .plan(
                                        "large",
                                        plan -> plan.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a12")
                                                .description("Up to a hundred connections.")
                                                .free(false)
                                                .bullets("100 connections", "20 GB")
                                                .cost("MONTHLY", Map.of("usd", new BigDecimal("99.00")))
                                                .maintenance("2.1.0", "Restarts the database.")
                                                .execution(PlanSettings.Execution.ASYNC)
                                                .answerWithin(Duration.ZERO)
                                                .pollInterval(Duration.ofSeconds(30)))
                                .plan(
                                        "trial",
                                        plan -> plan.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a13")
                                                .description("No longer to be had.")
                                                .hidden()))
                .build();
    }

    @Test
    void codeAndFileMakeTheSameCatalog() {
        var fromFile = CatalogFile.read(FILE);
        assertThat(inCode().warnings()).isEmpty();
        assertThat(CatalogJson.write(inCode().publishedCatalog()))
                .hasToString(CatalogJson.write(fromFile.publishedCatalog()).toString());
        for (var offering : fromFile.catalog().offerings()) {
            assertThat(inCode().service(offering.id())).isEqualTo(fromFile.service(offering.id()));
            for (var plan : offering.plans()) {
                assertThat(inCode().settings(offering.id(), plan.id()))
                        .isEqualTo(fromFile.settings(offering.id(), plan.id()));
            }
        }
    }

    @Test
    void watchesTheFile() {
        try (var catalog = CatalogSource.watching(FILE, Duration.ofSeconds(5))) {
            assertThat(catalog.current().services()).containsExactly("databases");
        }
    }
}
