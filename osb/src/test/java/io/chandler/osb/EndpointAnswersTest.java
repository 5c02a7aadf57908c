package io.chandler.osb;

import static io.chandler.osb.TestPlatform.BINDING_PATH;
import static io.chandler.osb.TestPlatform.IDS;
import static io.chandler.osb.TestPlatform.INSTANCE_PATH;
import static io.chandler.osb.TestPlatform.asking;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.TestPlatform.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each answer of a broker looks like on the wire. */
class EndpointAnswersTest {

    private static final Map<Class<? extends Answer>, String> CALLS = Map.of(
            Answer.Provision.class, "provision",
            Answer.Update.class, "update",
            Answer.Deprovision.class, "deprovision",
            Answer.FetchInstance.class, "fetch_instance",
            Answer.LastOperation.class, "last_operation",
            Answer.Bind.class, "bind",
            Answer.Unbind.class, "unbind",
            Answer.FetchBinding.class, "fetch_binding",
            Answer.LastBindingOperation.class, "last_binding_operation");

    private static final Optional<String> NONE = Optional.empty();
    private static final InstanceFacts FACTS = new InstanceFacts(
            Optional.of("https://d/1"),
            Optional.of(Json.object().put("l", "1")),
            Optional.of(Json.object().put("a", "2")));
    private static final String FACTS_JSON =
            "'dashboard_url':'https://d/1','metadata':{'labels':{'l':'1'},'attributes':{'a':'2'}}";

    /** An answer, its status and its body written with single quotes. */
    record Row(Answer answer, int status, String body) {}

    static List<Row> rows() {
        return List.of(
                new Row(new Answer.InstanceCreated(FACTS), 201, "{" + FACTS_JSON + "}"),
                new Row(new Answer.InstanceCreated(InstanceFacts.NONE), 201, "{}"),
                new Row(new Answer.InstanceExists(FACTS), 200, "{" + FACTS_JSON + "}"),
                new Row(new Answer.InstanceAccepted("op", FACTS), 202, "{'operation':'op'," + FACTS_JSON + "}"),
                new Row(new Answer.InstanceAccepted("", InstanceFacts.NONE), 202, "{}"),
                new Row(new Answer.Updated(FACTS), 200, "{" + FACTS_JSON + "}"),
                new Row(new Answer.UpdateAccepted("op", FACTS), 202, "{'operation':'op'," + FACTS_JSON + "}"),
                new Row(new Answer.Deleted(), 200, "{}"),
                new Row(new Answer.DeleteAccepted("op"), 202, "{'operation':'op'}"),
                new Row(new Answer.BindingAccepted("op"), 202, "{'operation':'op'}"),
                new Row(
                        new Answer.Instance(
                                "s",
                                "p",
                                Optional.of(Json.object().put("x", 1)),
                                Optional.of(new MaintenanceInfo("1.0.0", NONE)),
                                FACTS),
                        200,
                        "{'service_id':'s','plan_id':'p','parameters':{'x':1},'maintenance_info':{'version':'1.0.0'},"
                                + FACTS_JSON + "}"),
                new Row(
                        new Answer.InProgress(Optional.of("half"), NONE.map(_ -> Duration.ZERO)),
                        200,
                        "{'state':'in progress','description':'half'}"),
                new Row(new Answer.InProgress(NONE, Optional.empty()), 200, "{'state':'in progress'}"),
                new Row(new Answer.Succeeded(NONE), 200, "{'state':'succeeded'}"),
                new Row(new Answer.Succeeded(Optional.of("")), 200, "{'state':'succeeded'}"),
                new Row(new Answer.Succeeded(Optional.of("ok")), 200, "{'state':'succeeded','description':'ok'}"),
                new Row(new Answer.FailedOperation(Optional.of("no")), 200, "{'state':'failed','description':'no'}"),
                new Row(
                        new Answer.FailedUpdate(Optional.of("no"), Optional.of(false), Optional.of(false)),
                        200,
                        "{'state':'failed','description':'no','instance_usable':false,'update_repeatable':false}"),
                new Row(
                        new Answer.FailedDeprovision(NONE, Optional.of(true)),
                        200,
                        "{'state':'failed','instance_usable':true}"),
                new Row(new Answer.DeleteSucceeded(), 200, "{'state':'succeeded'}"),
                new Row(new Answer.BadRequest("no"), 400, "{'description':'no'}"),
                new Row(new Answer.BadRequest(""), 400, "{}"),
                new Row(new Answer.NotFound("no"), 404, "{'description':'no'}"),
                new Row(new Answer.Conflict("no"), 409, "{'description':'no'}"),
                new Row(new Answer.Gone(), 410, "{'description':'The service instance or binding does not exist.'}"),
                new Row(
                        new Answer.AsyncRequired(),
                        422,
                        "{'error':'AsyncRequired','description':'This service plan requires client support for "
                                + "asynchronous service operations.'}"),
                new Row(
                        new Answer.ConcurrencyError(Optional.of(Duration.ofSeconds(3))),
                        422,
                        "{'error':'ConcurrencyError','description':'The Service Broker does not support concurrent "
                                + "requests that mutate the same resource.'}"),
                new Row(
                        new Answer.RequiresApp(),
                        422,
                        "{'error':'RequiresApp','description':'This service supports generation of credentials "
                                + "through binding an application only.'}"),
                new Row(
                        new Answer.MaintenanceInfoConflict("no"),
                        422,
                        "{'error':'MaintenanceInfoConflict','description':'no'}"),
                new Row(new Answer.Unprocessable("no"), 422, "{'description':'no'}"),
                new Row(
                        new Answer.UpdateRefused("no", Optional.of(true), Optional.of(false)),
                        422,
                        "{'description':'no','instance_usable':true,'update_repeatable':false}"),
                new Row(
                        new Answer.UpdateRefused("no", Optional.empty(), Optional.empty()),
                        422,
                        "{'description':'no'}"),
                new Row(
                        new Answer.DeprovisionRefused("no", Optional.of(false)),
                        422,
                        "{'description':'no','instance_usable':false}"),
                new Row(new Answer.Failure("no (x-1)", "x-1"), 500, "{'description':'no (x-1)'}"),
                new Row(
                        new Answer.UpdateFailure("no (x-1)", "x-1", Optional.of(false), Optional.empty()),
                        500,
                        "{'description':'no (x-1)','instance_usable':false}"),
                new Row(
                        new Answer.DeprovisionFailure("no (x-1)", "x-1", Optional.of(true)),
                        500,
                        "{'description':'no (x-1)','instance_usable':true}"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    @DisplayName("Section 2: each answer has its status and body, for each call that allows it")
    void eachAnswerHasItsStatusAndBody(Row row) {
        var replies = ask(row.answer(), EndpointSettings.defaults());
        assertThat(replies).isNotEmpty();
        replies.forEach((call, reply) -> {
            assertThat(reply.status()).as(call).isEqualTo(row.status());
            assertThat(reply.text()).as(call).isEqualTo(row.body().replace('\'', '"'));
        });
    }

    private static Map<String, Reply> ask(Answer answer, EndpointSettings settings) {
        return ask(() -> answer, answer, settings);
    }

    private static Map<String, Reply> ask(Supplier<Answer> supplier, Answer like, EndpointSettings settings) {
        var platform = new TestPlatform(new AnsweringBroker(supplier), settings);
        var replies = new LinkedHashMap<String, Reply>();
        CALLS.forEach((type, call) -> {
            if (type.isInstance(like)) {
                replies.put(call, request(platform, call).send());
            }
        });
        return replies;
    }

    private static TestPlatform.Request request(TestPlatform platform, String call) {
        return switch (call) {
            case "provision" -> platform.put(INSTANCE_PATH, asking(TestCatalog.SYNC));
            case "update" -> platform.patch(INSTANCE_PATH, asking(TestCatalog.SYNC));
            case "deprovision" -> platform.delete(INSTANCE_PATH + IDS);
            case "fetch_instance" -> platform.get(INSTANCE_PATH);
            case "last_operation" -> platform.get(INSTANCE_PATH + "/last_operation");
            case "bind" -> platform.put(BINDING_PATH, asking(TestCatalog.SYNC));
            case "unbind" -> platform.delete(BINDING_PATH + IDS);
            case "fetch_binding" -> platform.get(BINDING_PATH);
            default -> platform.get(BINDING_PATH + "/last_operation");
        };
    }

    @Test
    @DisplayName("LI-07 the poll of a finished delete is answered as the settings say")
    void theStatusOfAFinishedDeleteIsASetting() {
        var replies =
                ask(new Answer.DeleteSucceeded(), EndpointSettings.defaults().withStatusForFinishedDelete(410));
        assertThat(replies.values()).extracting(Reply::status).containsExactly(410, 410);
    }

    @Test
    @DisplayName("H-20 Retry-After is in whole seconds, rounded up")
    void retryAfterIsInWholeSeconds() {
        var expected = Map.of(
                Duration.ZERO,
                "0",
                Duration.ofNanos(1),
                "1",
                Duration.ofSeconds(10),
                "10",
                Duration.ofMillis(10_001),
                "11",
                Duration.ofSeconds(-5),
                "0");
        expected.forEach((duration, seconds) -> {
            var replies = ask(new Answer.InProgress(NONE, Optional.of(duration)), EndpointSettings.defaults());
            assertThat(replies.values())
                    .extracting(reply -> reply.header("Retry-After"))
                    .containsOnly(Optional.of(seconds));
        });
        assertThat(ask(new Answer.ConcurrencyError(Optional.of(Duration.ofSeconds(3))), EndpointSettings.defaults())
                        .values())
                .extracting(reply -> reply.header("Retry-After"))
                .containsOnly(Optional.of("3"));
    }

    @Test
    void aBusyBrokerIs429ForChangesAnd503ForReads() {
        var replies = ask(new Answer.Busy("later", Duration.ofSeconds(2)), EndpointSettings.defaults());
        assertThat(replies).hasSize(9);
        replies.forEach((call, reply) -> {
            assertThat(reply.header("Retry-After")).contains("2");
            boolean reads = call.startsWith("fetch") || call.startsWith("last");
            assertThat(reply.status()).as(call).isEqualTo(reads ? 503 : 429);
        });
    }

    @Test
    @DisplayName("T-01 to T-12 a binding with everything, when created, when repeated, when fetched")
    void aBindingWithEverything() {
        var details = new BindingDetails(
                Optional.of(Json.object().put("uri", "x").putNull("empty")),
                Optional.of("syslog://l"),
                Optional.of("https://r"),
                List.of(new VolumeMount(
                        "nfs",
                        "/data",
                        "rw",
                        "shared",
                        "v-1",
                        Optional.of(Json.object().put("k", "v")))),
                List.of(new ServiceEndpoint("h", List.of("443", "9000-9010"), "tcp")),
                Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                Optional.of(Instant.parse("2026-12-01T00:00:00.5Z")));
        var expected = ("{'metadata':{'expires_at':'2027-01-01T00:00:00.0Z','renew_before':'2026-12-01T00:00:00.500Z'},"
                        + "'credentials':{'uri':'x','empty':null},'syslog_drain_url':'syslog://l',"
                        + "'route_service_url':'https://r','volume_mounts':[{'driver':'nfs','container_dir':'/data',"
                        + "'mode':'rw','device_type':'shared','device':{'volume_id':'v-1','mount_config':{'k':'v'}}}],"
                        + "'endpoints':[{'host':'h','ports':['443','9000-9010'],'protocol':'tcp'}]")
                .replace('\'', '"');
        var settings = EndpointSettings.defaults();
        var created = ask(new Answer.BindingCreated(details), settings).get("bind");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text()).isEqualTo(expected + "}");
        var repeated = ask(new Answer.BindingExists(details), settings).get("bind");
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.text()).isEqualTo(expected + "}");
        var fetched = ask(new Answer.Binding(details, Optional.of(Json.object().put("p", 1))), settings)
                .get("fetch_binding");
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.text()).isEqualTo(expected + ",\"parameters\":{\"p\":1}}");
    }

    @Test
    @DisplayName("P-16 an operation may have 10,000 characters; a longer one is a mistake of the broker")
    void anOperationHasALimit() {
        var longest = ask(new Answer.DeleteAccepted("x".repeat(10_000)), EndpointSettings.defaults());
        assertThat(longest.values()).extracting(Reply::status).containsOnly(202);
        for (var answer : List.of(
                new Answer.DeleteAccepted("x".repeat(10_001)),
                new Answer.InstanceAccepted("x".repeat(10_001), FACTS),
                new Answer.UpdateAccepted("x".repeat(10_001), FACTS),
                new Answer.BindingAccepted("x".repeat(10_001)))) {
            assertThat(ask(answer, EndpointSettings.defaults()).values())
                    .extracting(Reply::status)
                    .containsOnly(500);
        }
    }

    @Test
    @DisplayName("E-10 what the broker throws is told to the listener, and the platform only a support id")
    void anExceptionIsToldToTheListenerOnly() {
        var calls = new ArrayList<Call>();
        var settings = EndpointSettings.defaults().withListener(calls::add);
        var failure = new IllegalStateException("java.lang secret-4711");
        var replies = ask(
                () -> {
                    throw failure;
                },
                new Answer.Busy("", Duration.ZERO),
                settings);
        assertThat(replies).hasSize(9);
        assertThat(calls).hasSize(9);
        replies.forEach((call, reply) -> {
            assertThat(reply.status()).as(call).isEqualTo(call.startsWith("last") ? 503 : 500);
            assertThat(reply.text()).doesNotContain("secret");
        });
        for (var call : calls) {
            assertThat(call.cause()).containsSame(failure);
            var reply = replies.get(call.name());
            assertThat(reply.text("description"))
                    .contains("support id " + call.supportId().orElseThrow());
        }
    }

    @Test
    void nullInsteadOfAnAnswerIsAFailure() {
        var replies = ask(() -> null, new Answer.Busy("", Duration.ZERO), EndpointSettings.defaults());
        assertThat(replies.values()).extracting(Reply::status).containsOnly(500, 503);
    }

    @Test
    void textThatUtf8CannotExpressIsSentAllTheSame() {
        var replies =
                ask(new Answer.BadRequest("half \uD83D of a pair, \u0000, \"quoted\""), EndpointSettings.defaults());
        assertThat(replies.values()).extracting(Reply::status).containsOnly(400);
    }

    @Test
    void theListenerHearsWhatHappened() {
        var calls = new ArrayList<Call>();
        var platform = new TestPlatform(
                new AnsweringBroker(() -> new Answer.ConcurrencyError(Optional.empty())),
                EndpointSettings.defaults().withListener(calls::add));
        platform.put(BINDING_PATH, asking(TestCatalog.SYNC))
                .header("X-Broker-API-Request-Identity", "r-1")
                .header(OriginatingIdentity.HEADER, "cloudfoundry eyJ1c2VyX2lkIjoidSJ9")
                .send("eu", "ccng");
        var call = calls.getFirst();
        assertThat(call.name()).isEqualTo("bind");
        assertThat(call.platform() + "/" + call.user()).isEqualTo("eu/ccng");
        assertThat(call.serviceId()).contains(TestCatalog.SERVICE);
        assertThat(call.planId()).contains(TestCatalog.SYNC);
        assertThat(call.instanceId()).contains("i-1");
        assertThat(call.bindingId()).contains("b-1");
        assertThat(call.originatingIdentity()).isPresent();
        assertThat(call.requestIdentity()).contains("r-1");
        assertThat(call.status()).isEqualTo(422);
        assertThat(call.errorCode()).contains("ConcurrencyError");
        assertThat(call.nanos()).isPositive();
        assertThat(call.supportId()).isEmpty();

        platform.put(INSTANCE_PATH, "{'service_id':'s'}").send();
        assertThat(calls.getLast().name()).isEqualTo("provision");
        assertThat(calls.getLast().serviceId()).contains("s");
        assertThat(calls.getLast().description()).get().asString().startsWith("plan_id");
        platform.get("/other").send();
        assertThat(calls.getLast().name()).isEqualTo("none");
        platform.get("/v2/catalog").without(ApiVersion.HEADER).send();
        assertThat(calls.getLast().name()).isEqualTo("catalog");
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        var platform = new TestPlatform(
                new AnsweringBroker(Answer.Deleted::new),
                EndpointSettings.defaults().withListener(_ -> {
                    throw new IllegalStateException("the listener's fault");
                }));
        assertThat(platform.delete(INSTANCE_PATH + IDS).send().status()).isEqualTo(200);
    }
}
