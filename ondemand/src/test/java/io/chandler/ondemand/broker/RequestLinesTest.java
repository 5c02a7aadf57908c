package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The lines of JSON about requests, which tools of operators read. */
class RequestLinesTest {

    private static JsonNode last(House house) {
        var line = house.lines.getLast();
        assertThat(line).endsWith("}\n");
        return Json.mapper().readTree(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "PUT|one|accepts_incomplete=true|{|provision.invalid-service-details",
                "PUT|one|accepts_incomplete=true|{\"plan_id\":\"small\"}|provision.service-id-missing",
                "PUT|one|accepts_incomplete=true|{\"service_id\":\"offering\"}|provision.plan-id-missing",
                "PUT|one|accepts_incomplete=true|{\"service_id\":\"x\",\"plan_id\":\"small\"}|provision.invalid-service-id",
                "PUT|one|accepts_incomplete=true|{\"service_id\":\"offering\",\"plan_id\":\"x\"}|provision.invalid-plan-id",
                "PUT|one|a=b|{\"service_id\":\"offering\",\"plan_id\":\"small\"}|provision.async-required",
                "PUT|one|accepts_incomplete=true|{\"service_id\":\"offering\",\"plan_id\":\"small\",\"parameters\":[]}"
                        + "|provision.invalid-raw-params",
                "PUT|one|accepts_incomplete=true|{\"service_id\":\"offering\",\"plan_id\":\"small\",\"maintenance_info\":"
                        + "{\"version\":\"1\"}}|provision.maintenance-info-conflict",
                "PUT|there|accepts_incomplete=true|{\"service_id\":\"offering\",\"plan_id\":\"small\"}"
                        + "|provision.instance-already-exists",
                "PATCH|one|accepts_incomplete=false|{\"service_id\":\"offering\"}|update.async-required",
                "PATCH|one|accepts_incomplete=true|{\"service_id\":\"offering\",\"plan_id\":\"small\"}|update.unknown-error",
                "DELETE|one|service_id=offering&plan_id=small|-|deprovision.async-required",
                "DELETE|one|service_id=offering&plan_id=small&accepts_incomplete=true|-|deprovision.instance-missing",
                "GET|one|-|-|getInstance.unknown-error",
                "GET|one/last_operation|operation=none|-|lastOperation.unknown-error",
                "PUT|one/service_bindings/b|-|{|bind.invalid-bind-details",
                "PUT|one/service_bindings/b|-|{\"service_id\":\"offering\",\"plan_id\":\"small\"}|bind.instance-missing",
                "DELETE|one/service_bindings/b|service_id=offering|-|unbind.plan-id-missing",
                "DELETE|one/service_bindings/b|service_id=offering&plan_id=small|-|unbind.binding-missing",
                "GET|one/service_bindings/b|-|-|getBinding.unknown-error",
                "GET|one/service_bindings/b/last_operation|-|-|lastBindingOperation.unknown-error",
            })
    void whatIsRefusedIsNamed(String method, String path, String query, String body, String message) {
        try (var house = House.with(House.Settings::original)) {
            if (path.equals("there")) {
                house.created("there", "small", "{}");
            }
            var reply = house.call(
                    method, "/v2/service_instances/" + path, query == null ? "" : query, body == null ? "" : body);
            assertThat(reply.status()).isGreaterThanOrEqualTo(400);
            var line = last(house);
            assertThat(line.propertyNames())
                    .containsExactlyInAnyOrder("timestamp", "source", "message", "log_level", "data");
            assertThat(line.path("timestamp").asString()).matches("\\d{10}\\.\\d{9}");
            assertThat(line.path("source").asString()).isEqualTo("on-demand-service-broker");
            assertThat(line.path("message").asString()).isEqualTo("on-demand-service-broker." + message);
            assertThat(line.path("log_level").asInt()).isEqualTo(2);
            var data = line.path("data");
            assertThat(data.path("instance-id").asString()).isEqualTo(path.split("/", 2)[0]);
            assertThat(data.has("binding-id")).isEqualTo(path.contains("service_bindings"));
            assertThat(data.path("correlation-id").asString()).hasSize(36);
            assertThat(data.path("error").asString()).isNotEmpty();
        }
    }

    @Test
    void aLookAtAnOperationHasTwoLines() {
        try (var house = House.usual()) {
            var operation =
                    house.provision("one", "small", "{\"word\":\"hush\"}").text("operation");
            assertThat(house.lines).isEmpty();
            var _ = house.ended("one", operation);
            assertThat(Json.mapper()
                            .readTree(house.lines.getFirst())
                            .path("message")
                            .asString())
                    .isEqualTo("on-demand-service-broker.lastOperation.starting-check-for-operation");
            var done = last(house);
            assertThat(done.path("message").asString())
                    .isEqualTo("on-demand-service-broker.lastOperation.done-check-for-operation");
            assertThat(done.path("log_level").asInt()).isEqualTo(1);
            assertThat(done.path("data").path("state").asString()).isEqualTo("succeeded");
            assertThat(house.lines).noneMatch(line -> line.contains("hush"));
        }
    }
}
