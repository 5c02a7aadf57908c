package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.BindingRequest.Unbind;
import io.chandler.osb.client.InstanceRequest.Deprovision;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.InstanceRequest.Update;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of the specification, row by row, from a real answer to the decision. */
class OrphanMitigationTest {

    private static final Deprovision ORPHAN = Deprovision.of("i", "s", "p");

    private final TestTime time = new TestTime();
    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new ScriptedBroker();
        client = BrokerClient.builder(broker.uri()).clock(time).build();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private Outcome<?> make(PlatformCall call, BrokerClient with) throws InterruptedException {
        return switch (call) {
            case PROVISION -> with.provision(Provision.of("i", "s", "p").acceptsIncomplete(true));
            case UPDATE -> with.update(Update.of("i", "s").acceptsIncomplete(true));
            case DEPROVISION -> with.deprovision(ORPHAN.acceptsIncomplete(true));
            case BIND -> with.bind(Bind.of("i", "b", "s", "p").acceptsIncomplete(true));
            case UNBIND -> with.unbind(Unbind.of("i", "b", "s", "p").acceptsIncomplete(true));
            default -> throw new IllegalArgumentException(call.toString());
        };
    }

    @ParameterizedTest(name = "{0}: {1} answered {2} {3} -> {4}")
    @CsvSource({
        "OM-01, PROVISION, 200, {}, false",
        "OM-01, UPDATE, 200, {}, false",
        "OM-01, DEPROVISION, 200, {}, false",
        "OM-01, BIND, 200, {}, false",
        "OM-01, UNBIND, 200, {}, false",
        "OM-02, PROVISION, 200, x, false",
        "OM-02, DEPROVISION, 200, x, false",
        "OM-02, BIND, 200, [], false",
        "OM-05, PROVISION, 201, {}, false",
        "OM-05, BIND, 201, {}, false",
        "OM-06, PROVISION, 201, x, true",
        "OM-06, PROVISION, 201, '{\"dashboard_url\":1}', true",
        "OM-07, BIND, 201, x, false",
        "OM-08, PROVISION, 202, {}, false",
        "OM-08, UPDATE, 202, {}, false",
        "OM-08, DEPROVISION, 202, {}, false",
        "OM-08, BIND, 202, {}, false",
        "OM-08, UNBIND, 202, {}, false",
        "OM-09, PROVISION, 202, x, true",
        "OM-10, BIND, 202, x, false",
        "OM-11, PROVISION, 206, {}, true",
        "OM-11, DEPROVISION, 204, '', true",
        "OM-12, BIND, 206, {}, false",
        "OM-12, UNBIND, 204, '', false",
        "OM-13, UPDATE, 206, {}, false",
        "OM-14, PROVISION, 408, {}, false",
        "OM-14, DEPROVISION, 408, {}, false",
        "OM-15, PROVISION, 400, {}, false",
        "OM-15, PROVISION, 409, {}, false",
        "OM-15, PROVISION, 422, '{\"error\":\"ConcurrencyError\"}', false",
        "OM-15, DEPROVISION, 410, {}, false",
        "OM-15, BIND, 404, {}, false",
        "OM-16, PROVISION, 500, {}, true",
        "OM-16, PROVISION, 503, x, true",
        "OM-16, DEPROVISION, 500, {}, true",
        "OM-17, BIND, 500, {}, false",
        "OM-17, UNBIND, 500, {}, false",
        "OM-18, UPDATE, 500, {}, false",
        "OM-19, PROVISION, 0, '', true",
        "OM-20, BIND, 0, '', false",
        "OM-21, UPDATE, 0, '', false",
        "OM-21, DEPROVISION, 0, '', false",
        "OM-21, UNBIND, 0, '', false",
        "redirection, PROVISION, 302, {}, false"
    })
    void theAnswerDecides(String row, PlatformCall call, int status, String body, boolean needed) throws Exception {
        broker.answer(status, body);
        assertThat(OrphanMitigation.needed(call, make(call, client))).as(row).isEqualTo(needed);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVISION", "UPDATE", "DEPROVISION", "BIND", "UNBIND"})
    void aTimeoutMattersToAProvisionAlone(PlatformCall call) throws Exception {
        try (var silent = new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress());
                var impatient = BrokerClient.builder(java.net.URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .timeout(Duration.ofMillis(100))
                        .build()) {
            var outcome = make(call, impatient);
            assertThat(outcome.toString()).contains("TIMED_OUT");
            assertThat(OrphanMitigation.needed(call, outcome)).isEqualTo(call == PlatformCall.PROVISION);
        }
    }

    @Test
    void aRequestThatWasNeverSentLeavesNoOrphan() {
        assertThat(OrphanMitigation.needed(
                        PlatformCall.PROVISION, new Outcome.Unreachable<>(Outcome.Cause.NOT_SENT, "No connection.")))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}: a failed {1} -> {2}")
    @CsvSource({
        "OM-03, PROVISION, true",
        "OM-03, DEPROVISION, true",
        "OM-04, BIND, false",
        "OM-04, UNBIND, false",
        "OM-04, UPDATE, false"
    })
    void aFailedOperationDecides(String row, PlatformCall call, boolean needed) {
        assertThat(OrphanMitigation.needed(call, new PollResult.Failed(Optional.empty(), true, true)))
                .isEqualTo(needed);
        assertThat(OrphanMitigation.needed(call, new PollResult.TimedOut(Duration.ofDays(1), Optional.empty())))
                .isEqualTo(needed);
        assertThat(OrphanMitigation.needed(call, new PollResult.Succeeded(Optional.empty())))
                .isFalse();
    }

    @Test
    void deletesAgainAndAgainUntilTheInstanceIsGone() throws Exception {
        broker.answer(500, "{}")
                .answer(422, "{\"error\":\"ConcurrencyError\"}")
                .answer(204, "")
                .answer(410, "{}");
        List<Outcome<Deleted>> attempts = new ArrayList<>();
        var user = new OriginatingIdentity("x", Json.object());
        var mitigation = new OrphanMitigation(
                client.onBehalfOf(user),
                new PollSchedule(Duration.ofSeconds(1), Duration.ofMinutes(20), 2, Duration.ofDays(1)),
                time);
        assertThat(mitigation.mitigate(ORPHAN, Optional.empty(), attempts::add)).isTrue();
        assertThat(attempts).hasSize(4);
        assertThat(time.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(broker.seen()).allSatisfy(seen -> {
            assertThat(seen.method()).isEqualTo("DELETE");
            assertThat(seen.target())
                    .isEqualTo("/v2/service_instances/i?service_id=s&plan_id=p&accepts_incomplete=true");
            assertThat(seen.headers()).doesNotContainKey("X-Broker-API-Originating-Identity");
        });
    }

    @Test
    void followsAnAsynchronousDeleteAndDeletesAgainWhereItFails() throws Exception {
        broker.answer(202, "{\"operation\":\"one\"}")
                .answer(200, "{\"state\":\"failed\"}")
                .answer(202, "{\"operation\":\"two\"}")
                .answer(200, "{\"state\":\"succeeded\"}");
        assertThat(new OrphanMitigation(client, PollSchedule.DEFAULT, time).mitigate(ORPHAN, Optional.empty(), _ -> {}))
                .isTrue();
        assertThat(broker.seen().stream().map(ScriptedBroker.Seen::method))
                .containsExactly("DELETE", "GET", "DELETE", "GET");
        assertThat(broker.request().target()).endsWith("&operation=two");
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        broker.answer(500, "{}");
        var schedule = new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofSeconds(3));
        assertThat(new OrphanMitigation(client, schedule, time).mitigate(ORPHAN, Optional.empty(), _ -> {}))
                .isFalse();
        assertThat(broker.seen()).hasSize(4);
    }
}
