package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an adapter's exit code comes to for the platform, subcommand by subcommand, in the original's words. */
class AdapterExitCodesTest {

    private static final String GENERIC = "There was a problem completing your request.";

    private static House house() {
        return House.with(House.Settings::original);
    }

    @ParameterizedTest
    @CsvSource({
        "generate-manifest, 10, 500, There was a problem",
        "generate-manifest, 41, 500, There was a problem",
        "generate-manifest, 1, 500, sorry & <thanks>",
        "generate-manifest, 255, 500, sorry & <thanks>",
        "dashboard-url, 10, 202, ''",
        "dashboard-url, 1, 500, sorry & <thanks>",
    })
    void ofAProvision(String subcommand, int code, int status, String description) {
        try (var house = house()) {
            house.adapter.on(subcommand, _ -> new TestAdapter.Result(code, "sorry & <thanks>"));
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).startsWith(description);
            assertThat(reply.body().has("dashboard_url")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "generate-manifest, 1, 500, sorry",
        "generate-manifest, 10, 500, There was a problem",
        "dashboard-url, 10, 202, ''",
        "dashboard-url, 1, 500, sorry"
    })
    void ofAnUpdate(String subcommand, int code, int status, String description) {
        try (var house = House.with(settings -> settings.original().broker("skip_check_for_pending_changes: true"))) {
            house.created("one", "small", "{}");
            house.adapter.on(subcommand, _ -> new TestAdapter.Result(code, "sorry"));
            var reply = house.update("one", "small", "small", "{\"size\":1}");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).startsWith(description);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10, 500, There was a problem",
        "41, 410, ''",
        "42, 422, app_guid is a required field but was not provided",
        "49, 409, binding already exists",
        "1, 500, sorry"
    })
    void ofABind(int code, int status, String description) {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.adapter.on("create-binding", _ -> new TestAdapter.Result(code, "sorry"));
            var reply = house.bind("one", "b", "");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).startsWith(description);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 200, ''",
        "10, 500, There was a problem",
        "41, 410, ''",
        "1, 500, sorry",
        "42, 422, app_guid is a required field but was not provided",
        "49, 409, binding already exists"
    })
    void ofAnUnbind(int code, int status, String description) {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.adapter.on("delete-binding", _ -> new TestAdapter.Result(code, "sorry"));
            var reply = house.unbind("one", "b");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text("description")).startsWith(description);
            if (description.isEmpty()) {
                assertThat(reply.body().toString()).isEqualTo("{}");
            }
        }
    }

    @Test
    void nothingSaidIsTheGenericText() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            house.adapter.on("create-binding", _ -> new TestAdapter.Result(1, ""));
            assertThat(house.bind("one", "b", "").text("description")).startsWith(GENERIC);
            house.adapter.on("delete-binding", _ -> new TestAdapter.Result(1, ""));
            assertThat(house.unbind("one", "b").text("description")).startsWith(GENERIC);
        }
    }

    @Test
    void whatSucceedsIsLoggedWithItsStandardError() {
        try (var house = house()) {
            house.created("one", "small", "{}");
            for (var subcommand : new String[] {"generate-manifest", "dashboard-url"}) {
                assertThat(house.log)
                        .anyMatch(line -> line.matches("[0-9a-f-]{36} service adapter ran " + subcommand
                                + " successfully, stderr logs: this is for the operator"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"25%, '\"25%\"'", "10, 10"})
    void thePlanHasAllThatTheConfigurationSaysOfIt(String maxInFlight, String asJson) {
        try (var house = House.with(settings -> settings.small(
                "lifecycle_errands: {post_deploy: [{name: smoke, instances: [server/0]}], pre_delete: [{name: drain}]}\n"
                        + "    update: {canaries: 2, canary_watch_time: 1-2, update_watch_time: 3-4, max_in_flight: "
                        + maxInFlight + "}"))) {
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(house.adapter.calls("generate-manifest").getFirst().json("plan"))
                    .isEqualTo(Json.mapper()
                            .readTree(
                                    "{\"properties\":{\"a\":1,\"b\":3},\"lifecycle_errands\":{\"post_deploy\":[{\"name\":"
                                            + "\"smoke\",\"instances\":[\"server/0\"]}],\"pre_delete\":[{\"name\":\"drain\","
                                            + "\"instances\":[]}]},\"instance_groups\":[{\"name\":\"server\",\"vm_type\":\"small\","
                                            + "\"instances\":1,\"networks\":[\"default\"],\"azs\":[\"z1\"]}],\"update\":{\"canaries\":2,"
                                            + "\"canary_watch_time\":\"1-2\",\"update_watch_time\":\"3-4\",\"max_in_flight\":"
                                            + asJson + "}}"));
        }
    }
}
