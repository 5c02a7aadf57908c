package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.MaintenanceInfo;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    @Test
    void theHashIsThatOfTheOriginal() {
        // sha256(sha256("a") || sha256("1") || sha256("b") || sha256("2")), computed with sha256sum and xxd
        assertThat(Maintenance.hash(Map.of("b", "2", "a", "1")))
                .isEqualTo("3cc1a5f59376cd55ed9e207061a0ba44955b228b77ac607e7f68c0d2fb83480b");
        assertThat(Maintenance.hash(Map.of())).isEmpty();
    }

    @Test
    void thePlansValuesStandOverTheOfferings() {
        var merged = Maintenance.merge(
                        Optional.of(info(Map.of("a", "1", "b", "1"), Map.of("p", "1"), "1.0.0", "offering")),
                        Optional.of(info(Map.of("b", "2"), Map.of("p", "2"), "", "plan")))
                .orElseThrow();

        assertThat(merged.publicValues()).contains(Map.of("a", "1", "b", "2"));
        assertThat(merged.privateHash()).isEqualTo(Maintenance.hash(Map.of("p", "2")));
        assertThat(merged.version()).isEqualTo("1.0.0");
        assertThat(merged.toJson().toString())
                .isEqualTo("{\"public\":{\"a\":\"1\",\"b\":\"2\"},\"private\":\"" + merged.privateHash()
                        + "\",\"version\":\"1.0.0\",\"description\":\"plan\"}");
    }

    @Test
    void aDescriptionAloneSaysNothing() {
        assertThat(Maintenance.merge(Optional.empty(), Optional.of(info(Map.of(), Map.of(), "", "words"))))
                .isEmpty();
        assertThat(Maintenance.merge(Optional.empty(), Optional.empty())).isEmpty();
    }

    private static MaintenanceInfo info(
            Map<String, String> open, Map<String, String> hidden, String version, String description) {
        return new MaintenanceInfo(
                open,
                hidden,
                Optional.of(version).filter(text -> !text.isEmpty()),
                Optional.of(description).filter(text -> !text.isEmpty()));
    }
}
