package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.commands.FreshInstances.Look;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreshInstancesTest {

    private static final String LIST = "GET /mgmt/service_instances";

    private final MovedClock clock = new MovedClock();
    private ScriptedBroker broker;
    private ManagementApi api;
    private FreshInstances fresh;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start();
        var access = new BrokerAccess(
                broker.url(), "user name", "pass word", Optional.empty(), true, Optional.of(Duration.ofSeconds(30)));
        api = new ManagementApi(new BrokerClient(access, Pause.SLEEP));
        fresh = new FreshInstances(api, clock);
    }

    @AfterEach
    void stop() {
        api.close();
        broker.close();
    }

    @Test
    void aListServesForASecondAndThenOnUntilTheNextOneIsThere() throws Exception {
        lists("old");
        assertThat(fresh.look("i1")).isEqualTo(found("old"));
        lists("new");
        clock.move(Duration.ofMillis(900));
        assertThat(fresh.look("i1")).isEqualTo(found("old"));
        assertThat(broker.asked(LIST)).hasSize(1);

        clock.move(Duration.ofMillis(200));
        var held = broker.hold(LIST);
        assertThat(fresh.look("i1")).isEqualTo(found("old"));
        await().until(() -> broker.asked(LIST).size() == 2);
        assertThat(fresh.look("i1")).isEqualTo(found("old"));
        held.countDown();
        await().until(() -> fresh.look("i1").equals(found("new")));
        assertThat(broker.asked(LIST)).hasSize(2);
        assertThat(fresh.look("i2")).isEqualTo(new Look.Gone());
    }

    @Test
    void aListOfFiveSecondsIsNotLookedAtAnyMore() throws Exception {
        lists("old");
        assertThat(fresh.look("i1")).isEqualTo(found("old"));
        lists("new");
        clock.move(Duration.ofSeconds(5));
        assertThat(fresh.look("i1")).isEqualTo(found("new"));
    }

    @Test
    void whereNoListWasGivenTheNextOneIsWaitedFor() throws Exception {
        broker.on(LIST, 500, "oops");
        assertThat(fresh.look("i1")).isEqualTo(new Look.Unknown());
        lists("new");
        assertThat(fresh.look("i1")).isEqualTo(new Look.Unknown());
        clock.move(Duration.ofSeconds(1));
        assertThat(fresh.look("i1")).isEqualTo(found("new"));
    }

    @Test
    void aListThatHasExpiredIsNotLookedAt() throws Exception {
        lists("old");
        var held = broker.hold(LIST);
        var first = CompletableFuture.supplyAsync(this::look, Thread::startVirtualThread);
        await().until(() -> broker.asked(LIST).size() == 1);
        lists("new");
        fresh.expire();
        var second = CompletableFuture.supplyAsync(this::look, Thread::startVirtualThread);
        await().until(() -> broker.asked(LIST).size() == 2);
        held.countDown();
        assertThat(second.get()).isEqualTo(found("new"));
        assertThat(first.get()).isEqualTo(found("old"));
    }

    private Look look() {
        try {
            return fresh.look("i1");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lists(String plan) {
        broker.forget(LIST).on(LIST, 200, "[{\"service_instance_id\":\"i1\",\"plan_id\":\"" + plan + "\"}]");
    }

    private static Look found(String plan) {
        return new Look.Found(new ServiceInstance("i1", plan, Optional.empty()));
    }
}
