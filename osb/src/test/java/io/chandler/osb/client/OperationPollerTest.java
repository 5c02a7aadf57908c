package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.BindingRequest.Unbind;
import io.chandler.osb.client.InstanceRequest.Deprovision;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.InstanceRequest.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationPollerTest {

    private static final String IN_PROGRESS = "{\"state\":\"in progress\",\"description\":\"half\"}";
    private static final String SUCCEEDED = "{\"state\":\"succeeded\"}";

    private static final PendingOperation PROVISION =
            Provision.of("i", "s", "p").pending(Optional.of("op"));
    private static final PendingOperation DEPROVISION =
            Deprovision.of("i", "s", "p").pending(Optional.empty());
    private static final PendingOperation BIND = Bind.of("i", "b", "s", "p").pending(Optional.empty());
    private static final PendingOperation UNBIND = Unbind.of("i", "b", "s", "p").pending(Optional.empty());

    private final TestTime time = new TestTime();
    private final List<Outcome<OperationStatus>> progress = new ArrayList<>();
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

    private PollResult await(PendingOperation operation, Duration limit) throws InterruptedException {
        return new OperationPoller(client, PollSchedule.DEFAULT, time)
                .await(operation, Optional.ofNullable(limit), progress::add);
    }

    @Test
    void pollsAtOnceAndThenEverMoreSeldomUntilTheOperationHasSucceeded() throws Exception {
        broker.answer(200, IN_PROGRESS)
                .answer(200, IN_PROGRESS)
                .answer(200, IN_PROGRESS)
                .answer(200, SUCCEEDED);
        assertThat(await(PROVISION, null)).isEqualTo(new PollResult.Succeeded(Optional.empty()));
        assertThat(time.waits)
                .containsExactly(Duration.ofMillis(1_000), Duration.ofMillis(1_500), Duration.ofMillis(2_250));
        assertThat(progress)
                .hasSize(3)
                .allSatisfy(seen -> assertThat(seen.toString()).contains("half"));
        assertThat(broker.seen())
                .allSatisfy(seen -> assertThat(seen.target())
                        .isEqualTo("/v2/service_instances/i/last_operation?service_id=s&plan_id=p&operation=op"));
    }

    @Test
    void followsBindingsOnTheirOwnPath() throws Exception {
        broker.answer(200, SUCCEEDED);
        assertThat(await(BIND, null)).isInstanceOf(PollResult.Succeeded.class);
        assertThat(broker.request().target())
                .isEqualTo("/v2/service_instances/i/service_bindings/b/last_operation?service_id=s&plan_id=p");
    }

    @Test
    void waitsAtLeastAsLongAsTheBrokerAsks() throws Exception {
        broker.answer(200, IN_PROGRESS, Map.of("Retry-After", "30"))
                .answer(200, IN_PROGRESS, Map.of("Retry-After", "Sat, 31 Jan 2026 10:01:40 GMT"))
                .answer(503, "{}", Map.of("Retry-After", "5"))
                .answer(200, IN_PROGRESS, Map.of("Retry-After", "0"))
                .answer(200, SUCCEEDED);
        await(PROVISION, null);
        assertThat(time.waits)
                .containsExactly(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(70),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(3_375));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 408, 410, 422, 429, 500, 503, 204, 302})
    void anyOtherAnswerIsPolledAgain(int status) throws Exception {
        broker.answer(status, "{}")
                .answer(200, "{\"state\":\"done\"}")
                .answer(200, "[]")
                .answer(200, SUCCEEDED);
        assertThat(await(PROVISION, null)).isInstanceOf(PollResult.Succeeded.class);
        assertThat(progress).hasSize(3);
    }

    @Test
    void aLostConnectionIsPolledAgain() throws Exception {
        broker.answer(0, "").answer(0, "").answer(200, SUCCEEDED);
        assertThat(await(UNBIND, null)).isInstanceOf(PollResult.Succeeded.class);
    }

    @Test
    void goneIsTheSuccessOfADelete() throws Exception {
        broker.answer(410, "{}");
        assertThat(await(DEPROVISION, null)).isInstanceOf(PollResult.Succeeded.class);
        assertThat(await(UNBIND, null)).isInstanceOf(PollResult.Succeeded.class);
    }

    @Test
    void goneDoesNotEndACreation() throws Exception {
        broker.answer(410, "{}");
        assertThat(await(BIND, Duration.ofSeconds(10))).isInstanceOf(PollResult.TimedOut.class);
    }

    @Test
    void aFailureTellsWhetherTheInstanceIsUsable() throws Exception {
        broker.answer(200, "{\"state\":\"failed\",\"description\":\"Full.\"}")
                .answer(200, "{\"state\":\"failed\",\"instance_usable\":false,\"update_repeatable\":false}");
        var update = Update.of("i", "s").pending(Optional.empty());
        assertThat(await(update, null)).isEqualTo(new PollResult.Failed(Optional.of("Full."), true, true));
        assertThat(await(update, null)).isEqualTo(new PollResult.Failed(Optional.empty(), false, false));
    }

    @Test
    void thePlansMaximumEndsThePolling() throws Exception {
        broker.answer(200, IN_PROGRESS);
        assertThat(await(PROVISION, Duration.ofSeconds(4)))
                .isInstanceOfSatisfying(PollResult.TimedOut.class, timedOut -> {
                    assertThat(timedOut.after()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(timedOut.last()).isPresent();
                });
        assertThat(time.waits)
                .as("the last poll comes when the time ends")
                .containsExactly(Duration.ofMillis(1_000), Duration.ofMillis(1_500), Duration.ofMillis(1_500));
    }

    @Test
    void withoutAMaximumPollingEndsAfterSevenDays() throws Exception {
        broker.answer(200, IN_PROGRESS, Map.of("Retry-After", "86400"));
        assertThat(await(PROVISION, null))
                .isInstanceOfSatisfying(
                        PollResult.TimedOut.class,
                        timedOut -> assertThat(timedOut.after()).isEqualTo(Duration.ofDays(7)));
        assertThat(broker.seen()).hasSize(8);
    }

    @Test
    void theWaitsGrowToTheLongest() {
        var wait = PollSchedule.DEFAULT.first();
        for (int i = 0; i < 100; i++) {
            wait = PollSchedule.DEFAULT.after(wait);
        }
        assertThat(wait).isEqualTo(Duration.ofMinutes(1));
    }
}
