package io.chandler.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.CatalogJson;
import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What platforms show of offerings and plans, under the names that they agreed on. */
class CatalogMetadataTest {

    private static JsonNode published(Consumer<OfferingBuilder> more, Consumer<PlanBuilder> morePlan) {
        var definition = CatalogDefinition.builder()
                .offering("postgres", offering -> {
                    offering.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a01").description("Databases.");
                    more.accept(offering);
                    offering.plan("small", plan -> {
                        plan.id("5b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a11").description("Small.");
                        morePlan.accept(plan);
                    });
                })
                .build();
        return CatalogJson.write(definition.publishedCatalog()).at("/services/0");
    }

    @Test
    void anOfferingHasTheMembersThatPlatformsLookFor() {
        var offering = published(
                builder -> builder.displayName("PostgreSQL")
                        .longDescription("A database of your own.")
                        .imageUrl("data:image/png;base64,iVBORw0K")
                        .providerDisplayName("The database team")
                        .documentationUrl("https://example.com/docs")
                        .supportUrl("https://example.com/help")
                        .shareable(true)
                        .metadata("own", "more"),
                _ -> {});

        assertThat(offering.get("metadata")).isEqualTo(Json.mapper().readTree("""
                {"displayName": "PostgreSQL", "longDescription": "A database of your own.",
                 "imageUrl": "data:image/png;base64,iVBORw0K", "providerDisplayName": "The database team",
                 "documentationUrl": "https://example.com/docs", "supportUrl": "https://example.com/help",
                 "shareable": true, "own": "more"}"""));
    }

    @Test
    void aPlanHasTheMembersThatPlatformsLookFor() {
        var offering = published(
                _ -> {},
                plan -> plan.displayName("Small")
                        .bullets("10 connections", "1 GB")
                        .cost("MONTHLY", Map.of("usd", new BigDecimal("99.00"), "eur", new BigDecimal("49.90")))
                        .cost("1GB of messages over 20GB", Map.of("usd", new BigDecimal("0.99"))));

        assertThat(offering.at("/plans/0/metadata")).hasToString("""
                {"displayName":"Small","bullets":["10 connections","1 GB"],"costs":[\
                {"amount":{"eur":49.90,"usd":99.00},"unit":"MONTHLY"},\
                {"amount":{"usd":0.99},"unit":"1GB of messages over 20GB"}]}""");
    }

    @Test
    void aCostWithoutAnAmountIsAMistake() {
        assertThatThrownBy(() -> published(_ -> {}, plan -> plan.cost("MONTHLY", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the cost per MONTHLY of plan small must have an amount");
    }
}
