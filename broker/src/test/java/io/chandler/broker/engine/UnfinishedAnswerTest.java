package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SERVICE;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static io.chandler.broker.engine.TestCatalog.SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.EngineSettings;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Platforms that do not accept 202, and operations that do not end while these can wait. */
class UnfinishedAnswerTest {

    private final Workshop workshop = new Workshop();
    private final House house = new House(workshop, new MemoryStore(), shortWait());

    private static EngineSettings shortWait() {
        var quick = House.QUICK;
        return new EngineSettings(
                quick.replica(),
                quick.workers(),
                quick.claimDuration(),
                quick.retryFirst(),
                quick.retryLongest(),
                quick.deadline(),
                Duration.ofMillis(100),
                quick.retention(),
                quick.historyLimit(),
                quick.cascade());
    }

    @AfterEach
    void close() {
        for (var gate : new String[] {"created", "updated", "deleted", "failing", "bound", "unbound"}) {
            workshop.open(gate);
        }
        house.close();
    }

    private static CompletableFuture<Answer> ask(Supplier<Answer> request) {
        var answer = new CompletableFuture<Answer>();
        Thread.ofVirtual().start(() -> answer.complete(request.get()));
        return answer;
    }

    @Test
    void areToldOfAFailureAndNeverOf202() throws Exception {
        house.ready("i", SLOW);
        house.provision("created", SLOW, "{\"wait\":\"provision\"}");
        house.ready("updated", SLOW);
        house.update("updated", Optional.empty(), "{\"wait\":\"update\"}");
        house.provision("deleted", SLOW, "{\"wait\":\"deprovision\"}");
        house.ended("deleted");
        house.deprovision("deleted", SLOW);
        house.bind("i", "bound", SLOW, "{\"wait\":1}");
        house.bind("i", "unbound", SLOW, "{\"waitOnUnbind\":1}");
        house.endedBinding("i", "unbound");
        house.unbind("i", "unbound", SLOW);

        var provision = ask(() -> house.provision("created", SLOW, "{\"wait\":\"provision\"}", false));
        var fresh =
                ask(() -> house.provision("failing", SYNC, "{\"fail\":\"provision\",\"wait\":\"deprovision\"}", false));
        var update = ask(() -> house.broker.update(new UpdateRequest(
                house.caller(),
                "updated",
                false,
                SERVICE,
                Optional.empty(),
                new PlatformContext(House.json("{}")),
                House.json("{\"wait\":\"update\"}"),
                House.json("{}"),
                Optional.empty())));
        var deprovision = ask(() -> house.deprovision("deleted", SLOW, false));
        var bind = ask(() -> house.broker.bind(new BindRequest(
                house.caller(),
                "i",
                "bound",
                false,
                Optional.of(SERVICE),
                Optional.of(SLOW),
                Optional.of("app"),
                House.json("{\"app_guid\":\"app\"}"),
                new PlatformContext(House.json("{}")),
                House.json("{\"wait\":1}"),
                Optional.empty())));
        var unbind = ask(() -> house.broker.unbind(
                new UnbindRequest(house.caller(), "i", "unbound", false, Optional.of(SERVICE), Optional.of(SLOW))));

        assertFailure(provision.get());
        assertFailure(fresh.get());
        assertThat(update.get())
                .isInstanceOfSatisfying(
                        Answer.UpdateFailure.class, failure -> assertNamed(failure.description(), failure.supportId()));
        assertThat(deprovision.get())
                .isInstanceOfSatisfying(
                        Answer.DeprovisionFailure.class,
                        failure -> assertNamed(failure.description(), failure.supportId()));
        assertFailure(bind.get());
        assertFailure(unbind.get());
        assertThat(house.provision("created", SLOW, "{\"wait\":\"provision\"}"))
                .isInstanceOf(Answer.InstanceAccepted.class);
        workshop.open("created");
        assertThat(house.ended("created")).isInstanceOf(Answer.Succeeded.class);
    }

    private static void assertFailure(Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failure.class, failure -> assertNamed(failure.description(), failure.supportId()));
    }

    private static void assertNamed(String description, String supportId) {
        assertThat(description).contains("did not end in time", "Support id: " + supportId);
    }
}
