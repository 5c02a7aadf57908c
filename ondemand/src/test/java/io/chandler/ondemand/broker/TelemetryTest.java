package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that say how many instances there are. */
class TelemetryTest {

    private static List<String> lines(House house) {
        return house.log.stream().filter(line -> line.contains("telemetry")).toList();
    }

    private static String line(String item, String operation, String count) {
        return "- \\{\"telemetry-time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\",\"telemetry-source\":\"on-demand-broker\","
                + "\"service-offering\":\\{\"name\":\"redis\"},\"event\":\\{\"item\":\"" + item + "\",\"operation\":\""
                + operation + "\"}," + count + "}";
    }

    private static String ofPlan(String plan, int total) {
        return "\"service-instances-per-plan\":\\{\"plan-id\":\"" + plan + "\",\"total\":" + total + "}";
    }

    @Test
    void theStartAndEveryLookAtAnOperationCountTheInstances() {
        try (var house = House.with(settings -> settings.broker("enable_telemetry: true"))) {
            house.platform.add("other", "large");
            house.broker.started();
            assertThat(lines(house)).hasSize(3);
            assertThat(lines(house).get(0)).matches(line("broker", "startup", "\"service-instances\":\\{\"total\":1}"));
            assertThat(lines(house).get(1)).matches(line("broker", "startup", ofPlan("small", 0)));
            assertThat(lines(house).get(2)).matches(line("broker", "startup", ofPlan("large", 1)));

            var operation = house.provision("one", "small", "{}").text("operation");
            house.platform.add("one", "small");
            var _ = house.ended("one", operation);
            await().until(() -> lines(house).size() >= 6);
            assertThat(lines(house).get(3))
                    .matches(line("instance", "create", "\"service-instances\":\\{\"total\":2}"));
            assertThat(lines(house).get(4)).matches(line("instance", "create", ofPlan("small", 1)));
        }
    }

    @Test
    void aListThatCannotBeHadIsToldAndHindersNothing() {
        try (var house = House.with(settings -> settings.broker("enable_telemetry: true"))) {
            house.platform.broken = true;
            house.broker.started();
            assertThat(lines(house))
                    .singleElement()
                    .asString()
                    .startsWith("- Failed to query list of instances for telemetry (cause: ")
                    .endsWith("). Skipping total instances log.");
        }
    }

    @Test
    void withoutItTheStartSaysSo() {
        try (var house = House.usual()) {
            house.broker.started();
            house.created("one", "small", "{}");
            assertThat(house.log).contains("- Telemetry logging is disabled.");
            assertThat(lines(house)).isEmpty();
        }
    }
}
