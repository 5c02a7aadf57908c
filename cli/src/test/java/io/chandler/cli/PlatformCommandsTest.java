package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Each command, what it prints, and how it ends. */
class PlatformCommandsTest extends CommandLineTest {

    @Test
    void catalogIsATableOfPlans() {
        assertThat(ok("catalog").out()).isEqualTo("""
                OFFERING  PLAN     FREE  BINDABLE  DESCRIPTION
                db        sync     yes   yes       At once
                          async    no    yes       Slowly
                          failing  yes   yes       Never
                          stuck    yes   yes       For ever
                dumb      only     yes   no        Only
                """);
    }

    @Test
    void catalogOfAnOfferingTellsIdsAndParameters() {
        assertThat(ok("catalog", "db").out())
                .contains("db sync  sync-id")
                .contains("provision -p size=integer  In GB.")
                .contains("bind -p role=string  (required)")
                .contains("maintenance 1.1.0");
    }

    @Test
    void catalogInJsonHidesTheDashboardsSecret() {
        var json = ok("catalog", "-o", "json");
        assertThat(json.json().path("services").size()).isEqualTo(2);
        assertThat(json.out()).doesNotContain("dashboard-s3cret");
        assertThat(ok("catalog", "db", "-o", "json", "--show-secrets")
                        .json()
                        .at("/dashboard_client/secret")
                        .stringValue())
                .isEqualTo("dashboard-s3cret");
    }

    @Test
    void provisionAtOnce() {
        var typed = ok("provision", "db", "sync", "my-db", "-p", "size=10", "-p", "version=16", "-p", "backup.hour=3");
        assertThat(typed.out())
                .contains("name:             my-db")
                .contains("state:            created")
                .contains("dashboard_url:    https://dashboard/sync-id");
        var id = ok("instance", "-o", "json").json().get(0).path("id").stringValue();
        assertThat(id).hasSize(36);
        assertThat(broker.parameters(id))
                .isEqualTo(Json.mapper().readTree("{\"size\":10,\"version\":\"16\",\"backup\":{\"hour\":3}}"));
    }

    @Test
    void provisionAndWaitTellsTheProgressOnce() {
        var typed = ok("provision", "db", "async", "my-db", "--wait");
        assertThat(typed.out()).contains("state:            created");
        assertThat(typed.err()).isEqualTo("provision my-db ...\n0 s  creating [2J disk\n");
    }

    @Test
    void onATerminalTheProgressIsOneLine() {
        terminal = true;
        var typed = ok("provision", "db", "async", "my-db", "--wait");
        assertThat(typed.err())
                .contains("\r\u001b[K")
                .contains("provision my-db  0 s  creating [2J disk")
                .endsWith("\r\u001b[K")
                .doesNotContain("\n");
    }

    @Test
    void provisionWithoutWaitingIsFollowedLater() {
        var typed = ok("provision", "db", "async", "my-db");
        assertThat(typed.out())
                .contains("state:            in progress")
                .contains("operation:        op async-id")
                .contains("Follow it with \"chandler operation my-db --wait\".");
        assertThat(ok("operation", "my-db").out()).contains("state:            in progress");
        assertThat(ok("operation", "my-db", "--wait", "-o", "json")
                        .json()
                        .path("state")
                        .stringValue())
                .isEqualTo("succeeded");
        assertThat(broker.requests.getLast()).contains("operation=op%20async-id");
    }

    @Test
    void provisionInJsonIsOneObject() {
        var json =
                ok("provision", "db", "sync", "--id", "my id/1", "-o", "json").json();
        assertThat(json).isEqualTo(Json.mapper().readTree("""
                {"name":"my id/1","id":"my id/1","service_id":"db-id","plan_id":"sync-id","state":"created",
                 "dashboard_url":"https://dashboard/sync-id"}"""));
        assertThat(ok("provision", "db", "sync", "--id", "my id/1", "-o", "json")
                        .json()
                        .path("state")
                        .stringValue())
                .as("the same request again")
                .isEqualTo("exists");
    }

    @Test
    void aFailedOperationEndsWithOne() {
        assertThat(fails(ExitCodes.FAILED, "provision", "db", "failing", "my-db", "--wait")
                        .err())
                .contains("chandler: The operation has failed: No disk left. \"chandler deprovision my-db\" removes");
        ok("deprovision", "my-db");
    }

    @Test
    void anOperationThatDoesNotEndTimesOut() {
        assertThat(fails(ExitCodes.TIMED_OUT, "provision", "db", "stuck", "a", "--wait")
                        .err())
                .contains("has not ended within 30 s")
                .contains("chandler operation a --wait");
        assertThat(fails(ExitCodes.TIMED_OUT, "operation", "a", "--wait", "--timeout", "10m")
                        .err())
                .contains("within 10 min 0 s");
    }

    @Test
    void aRefusalEndsWithThreeAndLeavesNoNote() {
        assertThat(fails(ExitCodes.REFUSED, "provision", "db", "sync", "a", "--id", "busy")
                        .err())
                .contains("The broker refuses the request (422 ConcurrencyError): The Service Broker does not");
        assertThat(ok("instance", "-o", "json").out().strip()).isEqualTo("[ ]");
        assertThat(fails(ExitCodes.REFUSED, "provision", "db", "async", "--sync", "a")
                        .err())
                .contains("AsyncRequired");
    }

    @Test
    void aFailureOfTheBrokerKeepsTheNoteSoThatTheInstanceCanBeRemoved() {
        assertThat(fails(ExitCodes.REFUSED, "provision", "db", "sync", "a", "--id", "broken")
                        .err())
                .contains("The broker has failed (500): The disk is full (support id 7).")
                .contains("\"chandler deprovision a\" removes what may be left of it.");
        assertThat(ok("instance").out()).contains("broken");
    }

    @Test
    void aNameIsGivenOnce() {
        ok("provision", "db", "sync", "my-db");
        assertThat(fails(ExitCodes.USAGE, "provision", "db", "sync", "my-db").err())
                .contains("There is an instance \"my-db\" already");
    }

    @Test
    void unknownOfferingsAndPlansAreNotFound() {
        assertThat(fails(ExitCodes.NOT_FOUND, "provision", "dbs", "sync", "a").err())
                .contains("There is no offering \"dbs\". The offerings are db, dumb.");
        assertThat(fails(ExitCodes.NOT_FOUND, "provision", "db-id", "big", "a").err())
                .contains("The plans are sync, async, failing, stuck.");
    }

    @Test
    void updateChangesPlanAndParameters() {
        ok("provision", "db", "sync", "my-db");
        assertThat(ok("update", "my-db", "--plan", "async", "-p", "a=true", "--wait")
                        .out())
                .contains("plan_id:          async-id")
                .contains("state:            updated");
        assertThat(broker.requests.getLast()).contains("last_operation?service_id=db-id&plan_id=sync-id");
        assertThat(ok("instance", "-o", "json").json().at("/0/plan_id").stringValue())
                .isEqualTo("async-id");
        assertThat(ok("update", "my-db", "--plan", "sync", "--upgrade").out()).contains("plan_id:          sync-id");
    }

    @Test
    void updateKeepsToWhatTheCatalogAllows() {
        ok("provision", "db", "failing", "my-db");
        assertThat(fails(ExitCodes.USAGE, "update", "my-db", "--plan", "sync").err())
                .contains("does not let instances of the plan \"failing\" be changed");
        assertThat(fails(ExitCodes.USAGE, "update", "my-db").err()).contains("Say what to change");
        assertThat(fails(ExitCodes.USAGE, "update", "my-db", "--upgrade").err()).contains("no state of maintenance");
        assertThat(broker.requests).noneMatch(request -> request.startsWith("PATCH"));
    }

    @Test
    void bindHidesCredentialsUnlessAsked() {
        ok("provision", "db", "sync", "my-db");
        var hidden = ok("bind", "my-db", "app", "-p", "role=reader");
        assertThat(hidden.out()).contains("uri:").contains("********").doesNotContain("hunter2");
        assertThat(ok("binding", "my-db", "app", "-o", "json").out()).doesNotContain("hunter2");
        assertThat(ok("binding", "my-db", "app", "--show-secrets").out()).contains("db://u:hunter2@h/");
        assertThat(ok("binding", "my-db").out()).contains("app");
    }

    @Test
    void bindAndWaitFetchesTheCredentials() {
        ok("provision", "db", "async", "my-db", "--wait");
        var typed = ok("bind", "my-db", "app", "--wait", "--show-secrets", "-o", "json");
        assertThat(typed.json().at("/credentials/uri").stringValue()).startsWith("db://u:hunter2@h/");
        assertThat(typed.err()).isEqualTo("bind my-db app ...\n0 s  making a role\n");
    }

    @Test
    void bindKeepsToWhatTheCatalogAllows() {
        ok("provision", "dumb", "only", "a", "--wait");
        assertThat(fails(ExitCodes.USAGE, "bind", "a").err()).contains("cannot be bound");
        assertThat(fails(ExitCodes.USAGE, "instance", "a").err()).contains("does not let instances");
        ok("provision", "db", "sync", "b");
        assertThat(fails(ExitCodes.USAGE, "bind", "b", "x", "--rotate", "y").err())
                .contains("cannot be rotated");
        assertThat(fails(ExitCodes.USAGE, "bind", "b", "x").err()).contains("parameters.role is required.");
    }

    @Test
    void unbindAndDeprovision() {
        ok("provision", "db", "sync", "my-db");
        ok("bind", "my-db", "app", "-p", "role=reader");
        assertThat(fails(ExitCodes.USAGE, "deprovision", "my-db").err()).contains("has bindings: app");
        assertThat(ok("unbind", "my-db", "app").out()).contains("state:            deleted");
        assertThat(fails(ExitCodes.NOT_FOUND, "unbind", "my-db", "app").err()).contains("does not know it");
        assertThat(ok("deprovision", "my-db").out()).contains("state:            deleted");
        assertThat(fails(ExitCodes.NOT_FOUND, "deprovision", "my-db").err()).contains("no instance \"my-db\"");
    }

    @Test
    void deprovisionTakesItsBindingsAlong() {
        ok("provision", "db", "async", "my-db", "--wait");
        ok("bind", "my-db", "app", "--wait");
        assertThat(ok("deprovision", "my-db", "--with-bindings", "--wait").err())
                .contains("deprovision my-db ...");
        assertThat(ok("instance").out()).doesNotContain("my-db");
    }

    @Test
    void anInstanceMadeElsewhereIsNamedByItsId() {
        ok("provision", "db", "sync", "--id", "i-1", "-p", "size=5");
        variables.put("XDG_STATE_HOME", home.resolve("elsewhere").toString());
        assertThat(ok("instance", "i-1").out())
                .contains("size:           5")
                .contains("admin_password: ********")
                .doesNotContain("hunter2");
        ok("bind", "i-1", "--id", "b-1", "-p", "role=reader", "--offering", "db", "--plan", "sync");
        ok("unbind", "i-1", "b-1");
        ok("deprovision", "i-1");
        assertThat(fails(ExitCodes.NOT_FOUND, "deprovision", "i-1", "--offering", "db", "--plan", "sync")
                        .err())
                .contains("does not know it");
    }

    @Test
    void aBrokerThatIsNotThereOrRefusesThePasswordEndsWithFive() throws IOException {
        variables.put("CHANDLER_PASSWORD", "wrong-s3cret");
        assertThat(fails(ExitCodes.UNREACHABLE, "catalog").err())
                .contains("does not accept the credentials (401): Give the right password.")
                .doesNotContain("wrong-s3cret");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            variables.put("CHANDLER_TARGET", "http://127.0.0.1:" + socket.getLocalPort());
        }
        assertThat(fails(ExitCodes.UNREACHABLE, "catalog").err()).contains("cannot be reached: no connection.");
    }

    @Test
    void theUserIsNamedToTheBroker() {
        ok("provision", "db", "sync", "my-db");
        assertThat(broker.lastCaller.originatingIdentity())
                .hasValueSatisfying(user -> assertThat(user.toString()).contains("chandler", "\"username\":\"ann\""));
    }
}
