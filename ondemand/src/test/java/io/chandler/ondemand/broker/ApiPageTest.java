package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.broker.House.Reply;
import io.chandler.ondemand.broker.House.Settings;
import io.chandler.osb.Json;
import io.chandler.testkit.director.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page about the API says what the broker answers: each row of its last table has a case here, asked both ways. */
class ApiPageTest {

    private static final Path PAGE = Path.of("../docs/ondemand-api.md");
    private static final String TABLE = "| request | what is the case | answer | with `compatibility: original` |\n";
    private static final Pattern STATUS = Pattern.compile("\\b[2-5]\\d\\d\\b");
    private static final Pattern CODE = Pattern.compile("`([A-Z][A-Za-z]+)`");
    private static final String OPERATION = "{\"BoshTaskID\":99,\"OperationType\":\"delete\"}";

    /** Of the server alone: {@code OnDemandServerTest} shows it. */
    private static final String AUTHENTICATION = "no user and password, or wrong ones";

    record Row(String request, String situation, String answer, String original) {

        String key() {
            return request + ": " + situation;
        }

        @Override
        public String toString() {
            return key();
        }
    }

    private record Case(UnaryOperator<Settings> settings, Function<House, List<Reply>> asks) {}

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    private static void on(String row, Function<House, Reply> asks) {
        on(row, settings -> settings, asks);
    }

    private static void on(String row, UnaryOperator<Settings> settings, Function<House, Reply> asks) {
        CASES.put(row, new Case(settings, house -> List.of(asks.apply(house))));
    }

    private static void onAll(String row, Function<House, List<Reply>> asks) {
        CASES.put(row, new Case(settings -> settings, asks));
    }

    static {
        any();
        provision();
        update();
        deprovisionAndPoll();
        bindings();
    }

    private static void any() {
        onAll(
                "any: no `X-Broker-API-Version`, or not 2.x",
                house -> List.of(house.catalog(List.of()), house.catalog(List.of("3.0"))));
        onAll(
                "any: body is no JSON object",
                house -> List.of(
                        house.call("PUT", "/v2/service_instances/one", "accepts_incomplete=true", "[1"),
                        house.call("PUT", "/v2/service_instances/one/service_bindings/b", "", "[1]")));
        on(
                "any: `Content-Type` of a body is not `application/json`",
                house -> house.provisionAs("text/plain", "one", "small"));
        onAll(
                "any: `accepts_incomplete=true` is missing where an instance is changed",
                house -> List.of(
                        house.call("PUT", "/v2/service_instances/one", "", House.body("small", "{}", "")),
                        house.call("PATCH", "/v2/service_instances/one", "", House.body("small", "{}", "")),
                        house.call("DELETE", "/v2/service_instances/one", "service_id=offering&plan_id=small", "")));
        on(
                "any: parameters do not fit the plan's schema",
                settings -> settings.broker("enable_plan_schemas: true"),
                house -> {
                    house.adapter.on(
                            "generate-plan-schemas",
                            _ -> new TestAdapter.Result(
                                    0,
                                    "{'service_instance':{'create':{'parameters':S},'update':{'parameters':S}},'service_binding':{'create':{'parameters':S}}}"
                                            .replace(
                                                    "S",
                                                    "{'$schema':'http://json-schema.org/draft-04/schema#','additionalProperties':false}")
                                            .replace('\'', '"')));
                    return house.provision("one", "small", "{\"size\":1}");
                });
        onAll("any: another operation is in progress on the instance", house -> {
            house.created("one", "small", "{}");
            house.director.script(Script.deploy().hangs());
            assertThat(house.update("one", "small", "small", "{\"size\":1}").status())
                    .isEqualTo(202);
            var replies = List.of(
                    house.update("one", "small", "small", "{\"size\":2}"), house.deprovision("one", "small", false));
            house.director.letHangingTasksEnd();
            return replies;
        });
        onAll("any: the director, the platform or UAA fails", house -> {
            house.director.faults().all(".*").answer(500, "down");
            return List.of(
                    house.provision("one", "small", "{}"),
                    house.deprovision("one", "small", false),
                    house.bind("one", "b", ""));
        });
        on("any: the adapter fails", house -> {
            house.adapter.on("generate-manifest", _ -> new TestAdapter.Result(1, "its words"));
            var reply = house.provision("one", "small", "{}");
            assertThat(reply.text("description")).isEqualTo("its words");
            return reply;
        });
    }

    private static void provision() {
        on("provision: the same instance is there", house -> {
            house.created("one", "small", "{}");
            return house.provision("one", "small", "{}");
        });
        onAll("provision: it is being made", house -> {
            house.director.script(Script.deploy().hangs());
            var first = house.provision("one", "small", "{}");
            var again = house.provision("one", "small", "{}");
            assertThat(again).isEqualTo(first);
            house.director.letHangingTasksEnd();
            return List.of(first, again);
        });
        on("provision: there is another one with this id", house -> {
            house.created("one", "small", "{}");
            return house.provision("one", "small", "{\"size\":2}");
        });
        on(
                "provision: a quota would be passed",
                settings -> settings.small("quotas: {service_instance_limit: 1}"),
                house -> {
                    house.platform.add("another", "small");
                    return house.provision("one", "small", "{}");
                });
        onAll(
                "provision: offering or plan is not in the catalog",
                house -> List.of(
                        house.provision("one", "none", "{}"),
                        house.call(
                                "PUT",
                                "/v2/service_instances/one",
                                "accepts_incomplete=true",
                                House.body("small", "{}", "").replace("offering", "none"))));
        on(
                "provision: `maintenance_info` is not the catalog's",
                house -> house.call(
                        "PUT",
                        "/v2/service_instances/one",
                        "accepts_incomplete=true",
                        House.body("small", "{}", ",\"maintenance_info\":{\"version\":\"1.0.0\"}")));
    }

    private static void update() {
        onAll("update: see [what it becomes](ondemand-transition-table.md)", house -> {
            house.created("one", "small", "{}");
            return List.of(
                    house.update("one", "small", "small", "{\"size\":1}"),
                    house.call(
                            "PATCH",
                            "/v2/service_instances/one",
                            "accepts_incomplete=true",
                            House.body("small", "{}", ",\"maintenance_info\":{\"version\":\"1.0.0\"}")));
        });
        on("update: the broker has been configured anew since the instance was deployed", house -> {
            house.created("one", "small", "{}");
            house.adapter.on(
                    "generate-manifest",
                    call -> new TestAdapter.Result(
                            0,
                            TestAdapter.generated(
                                            TestAdapter.manifest(call, "").replace("version: \"1\"", "version: \"2\""))
                                    .toString()));
            return house.update("one", "small", "small", "{\"size\":1}");
        });
        on("update: there is no deployment", house -> house.update("none", "small", "small", "{\"size\":1}"));
        on(
                "update: a quota would be passed",
                settings -> settings.large("quotas: {service_instance_limit: 1}"),
                house -> {
                    house.created("one", "small", "{}");
                    house.platform.add("another", "large");
                    return house.update("one", "large", "small", "{}");
                });
        onAll("update: the plan is not in the catalog, or not told and not known", house -> {
            house.created("one", "small", "{}");
            return List.of(
                    house.update("one", "none", "small", "{}"),
                    house.call(
                            "PATCH",
                            "/v2/service_instances/none",
                            "accepts_incomplete=true",
                            "{\"service_id\":\"offering\",\"parameters\":{\"size\":1}}"));
        });
    }

    private static void deprovisionAndPoll() {
        on("deprovision: `force=true`: errands and the director go on after failures", house -> {
            house.created("one", "small", "{}");
            return house.deprovision("one", "small", true);
        });
        on(
                "deprovision: there is no deployment; what else was left is deleted",
                house -> house.deprovision("none", "small", false));
        onAll("poll: with operation data", house -> {
            house.director.script(Script.deploy().hangs());
            var begun = house.provision("one", "small", "{}").text("operation");
            var during = house.poll("one", begun);
            house.director.letHangingTasksEnd();
            return List.of(during, house.ended("one", begun));
        });
        onAll("poll: without: what the director does now", house -> {
            house.created("one", "small", "{}");
            return List.of(latest(house, "one"), latest(house, "none"));
        });
        onAll(
                "poll: operation data cannot be read",
                house -> List.of(house.poll("one", "{}"), house.poll("one", "rubbish")));
        on("poll: the director cannot be asked", house -> {
            house.director.faults().all(".*").answer(500, "down");
            return house.poll("one", OPERATION);
        });
        on(
                "poll: the director has forgotten the task of a deletion, and the deployment is gone",
                house -> house.poll("one", OPERATION));
        on("fetch an instance: made by this broker", house -> {
            // By this one with its own compatibility: the original's keeps nothing.
            house.created("one", "small", "{\"size\":1}");
            var reply = fetch(house, "one");
            assertThat(reply.status() != 200
                            || (reply.text("plan_id").equals("small")
                                    && reply.body().at("/parameters/size").asInt() == 1))
                    .isTrue();
            return reply;
        });
        on("fetch an instance: being worked on", house -> {
            house.created("one", "small", "{}");
            house.director.script(Script.deploy().hangs());
            assertThat(house.update("one", "small", "small", "{\"size\":1}").status())
                    .isEqualTo(202);
            var reply = fetch(house, "one");
            house.director.letHangingTasksEnd();
            return reply;
        });
        onAll("fetch an instance: not there, or made by a broker that does not keep them", house -> {
            house.director.addDeployment(
                    "name: service-instance_old\nreleases: []\nstemcells: []\ninstance_groups: []\n");
            return List.of(fetch(house, "none"), fetch(house, "old"));
        });
    }

    private static void bindings() {
        on("bind: always at once", house -> {
            house.created("one", "small", "{}");
            return house.bind("one", "b", "");
        });
        on(
                "bind: there is no deployment",
                settings -> settings.broker("expose_operational_errors: true"),
                house -> house.bind("none", "b", ""));
        on("bind: the adapter has another binding with this id", house -> bindWith(house, 49));
        on("bind: the adapter binds apps only", house -> bindWith(house, 42));
        on("bind: a backup agent is asked for and not supported", house -> {
            house.created("one", "small", "{}");
            return house.bind("one", "b", ",\"bind_resource\":{\"backup_agent\":true}");
        });
        on("bind: credentials go to CredHub, and no app or client is named", ApiPageTest::withCredHub, house -> {
            house.created("one", "small", "{}");
            return house.bind("one", "b", "");
        });
        on("unbind: always at once", house -> {
            house.created("one", "small", "{}");
            return house.unbind("one", "b");
        });
        onAll("unbind: there is no deployment or no such binding", house -> {
            house.created("one", "small", "{}");
            house.adapter.on("delete-binding", _ -> new TestAdapter.Result(41, ""));
            return List.of(house.unbind("none", "b"), house.unbind("one", "b"));
        });
        on("unbind: the plan is not in the catalog", house -> {
            house.created("one", "small", "{}");
            return house.call(
                    "DELETE", "/v2/service_instances/one/service_bindings/b", "service_id=offering&plan_id=none", "");
        });
        on("fetch a binding: credentials are in the platform's CredHub", ApiPageTest::withCredHub, house -> {
            house.created("one", "small", "{}");
            assertThat(house.bind("one", "b", ",\"bind_resource\":{\"app_guid\":\"app\"}")
                            .status())
                    .isEqualTo(201);
            return fetch(house, "one/service_bindings/b");
        });
        on("fetch a binding: they are kept nowhere", house -> {
            house.created("one", "small", "{}");
            return fetch(house, "one/service_bindings/b");
        });
        on("poll a binding: ", house -> fetch(house, "one/service_bindings/b/last_operation"));
    }

    private static Settings withCredHub(Settings settings) {
        settings.platformCredHub = Optional.of(new TestCredHub());
        return settings;
    }

    private static Reply bindWith(House house, int exitCode) {
        house.created("one", "small", "{}");
        house.adapter.on("create-binding", _ -> new TestAdapter.Result(exitCode, ""));
        return house.bind("one", "b", "");
    }

    private static Reply fetch(House house, String path) {
        return house.call("GET", "/v2/service_instances/" + path, "", "");
    }

    private static Reply latest(House house, String id) {
        return fetch(house, id + "/last_operation");
    }

    static Stream<Row> rows() throws IOException {
        var page = Files.readString(PAGE);
        var rows = new ArrayList<Row>();
        var request = "";
        for (var line : page.substring(page.indexOf(TABLE) + TABLE.length())
                .lines()
                .skip(1)
                .toList()) {
            var cells = line.substring(1).split("\\|", -1);
            request = cells[0].isBlank() ? request : cells[0].strip();
            rows.add(new Row(request, cells[1].strip(), cells[2].strip(), cells[3].strip()));
        }
        return rows.stream().filter(row -> !row.situation().equals(AUTHENTICATION));
    }

    @Test
    void everyCaseHasItsRow() throws IOException {
        assertThat(rows().map(Row::key)).containsExactlyInAnyOrderElementsOf(CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theBrokerAnswersAsThePageSays(Row row) {
        var known = Objects.requireNonNull(CASES.get(row.key()), "no case of this row");
        try (var house = House.with(known.settings())) {
            compare(row.answer(), known.asks().apply(house));
        }
        var original = STATUS.matcher(row.original()).find() ? row.original() : row.answer();
        try (var house = House.with(settings -> known.settings().apply(settings.original()))) {
            compare(original, known.asks().apply(house));
        }
    }

    private static void compare(String cell, List<Reply> replies) {
        assertThat(replies.stream().map(Reply::status).distinct().map(String::valueOf))
                .as("%s for %s", cell, replies)
                .containsExactlyInAnyOrderElementsOf(STATUS.matcher(cell)
                        .results()
                        .map(found -> found.group())
                        .distinct()
                        .toList());
        var code = CODE.matcher(cell);
        var error = code.find() ? code.group(1) : "";
        assertThat(replies).allSatisfy(reply -> assertThat(reply.text("error")).isIn("", error));
        if (!error.isEmpty()) {
            assertThat(replies)
                    .anySatisfy(reply -> assertThat(reply.text("error")).isEqualTo(error));
        }
        if (cell.contains("`{}`")) {
            assertThat(replies).allSatisfy(reply -> assertThat(reply.body()).isEqualTo(Json.object()));
        }
    }

    @Test
    void everyTypeOfOperationIsNamed() throws IOException {
        var page = Files.readString(PAGE);
        assertThat(OperationType.values()).allSatisfy(type -> assertThat(page).contains("`" + type.word() + "`"));
    }
}
