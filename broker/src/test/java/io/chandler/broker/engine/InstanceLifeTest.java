package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.ASYNC_ONLY;
import static io.chandler.broker.engine.TestCatalog.FIXED;
import static io.chandler.broker.engine.TestCatalog.MAINTAINED;
import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SHORT;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static io.chandler.broker.engine.TestCatalog.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.EngineSettings;
import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.osb.Answer;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What instances go through, asked as a platform asks. */
class InstanceLifeTest {

    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void isProvisionedAsynchronouslyPolledAndFetched() {
        var answer = (Answer.InstanceAccepted) house.provision("i", SLOW, "{\"color\":\"red\"}");

        assertThat(answer.facts().dashboardUrl()).contains("https://dashboard.example/i/slow");
        assertThat(house.ended("i")).isEqualTo(new Answer.Succeeded(Optional.empty()));
        assertThat(house.poll("i", answer.operation())).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.poll("i", "unknown")).isInstanceOf(Answer.Succeeded.class);
        var fetched = (Answer.Instance) house.fetch("i");
        assertThat(fetched.planId()).isEqualTo(SLOW);
        assertThat(fetched.parameters()).contains(House.json("{\"color\":\"red\"}"));
        assertThat(house.workshop.things).containsKeys("house i", "key i");
    }

    @Test
    void isAnsweredAtOnceWhenTheWorkEndsSoon() {
        assertThat(house.provision("i", QUICK, "{}")).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(house.provision("i", QUICK, "{}")).isInstanceOf(Answer.InstanceExists.class);
        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.Deleted.class);
        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.Gone.class);
        assertThat(house.workshop.things).isEmpty();
    }

    @Test
    void knowsSynchronousAndAsynchronousPlans() {
        assertThat(house.provision("a", SYNC, "{}", false)).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(house.provision("b", SYNC, "{}", true)).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(house.provision("c", ASYNC_ONLY, "{}", false)).isInstanceOf(Answer.AsyncRequired.class);
        assertThat(house.deprovision("never", ASYNC_ONLY, false)).isInstanceOf(Answer.AsyncRequired.class);
        assertThat(house.provision("d", SLOW, "{}", false)).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(house.poll("d", "")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.deprovision("d", SLOW, false)).isInstanceOf(Answer.Deleted.class);
    }

    @Test
    void isCreatedOnceByFiftyIdenticalRequests() throws Exception {
        var calls = new ArrayList<Callable<Answer.Provision>>();
        for (int n = 0; n < 50; n++) {
            calls.add(() -> house.provision("i", SLOW, "{\"wait\":\"provision\",\"a\":1,\"b\":2}"));
        }
        var answers = together(calls);
        house.workshop.open("i");

        assertThat(answers).allMatch(Answer.InstanceAccepted.class::isInstance);
        assertThat(answers.stream()
                        .map(a -> ((Answer.InstanceAccepted) a).operation())
                        .distinct())
                .hasSize(1);
        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.workshop.count("provision i")).isEqualTo(1);
    }

    @Test
    void isCreatedOnceByFiftyDifferentRequestsAndTheRestConflict() throws Exception {
        var calls = new ArrayList<Callable<Answer.Provision>>();
        for (int n = 0; n < 50; n++) {
            var parameters = "{\"wait\":\"provision\",\"number\":" + n + "}";
            calls.add(() -> house.provision("i", SLOW, parameters));
        }
        var answers = together(calls);
        house.workshop.open("i");

        assertThat(answers)
                .filteredOn(Answer.InstanceAccepted.class::isInstance)
                .hasSize(1);
        assertThat(answers).filteredOn(Answer.Conflict.class::isInstance).hasSize(49);
        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
    }

    @Test
    void comparesRequestsByMeaning() {
        house.ready("i", SLOW);
        assertThat(house.provision("i", SLOW, "{\"x\":1}")).isInstanceOf(Answer.Conflict.class);
        assertThat(house.provision("i", QUICK, "{}")).isInstanceOf(Answer.Conflict.class);
        assertThat(house.provision("i", SLOW, "{}")).isInstanceOf(Answer.InstanceExists.class);
        assertThat(house.provision("j", QUICK, "{\"n\":1,\"m\":[2.0]}")).isInstanceOf(Answer.InstanceCreated.class);
        assertThat(house.provision("j", QUICK, "{\"m\":[2],\"n\":1.0}")).isInstanceOf(Answer.InstanceExists.class);
    }

    @Test
    void isUndoneWhenDeletedDuringItsCreation() throws Exception {
        var created = (Answer.InstanceAccepted) house.provision("i", SLOW, "{\"wait\":\"provision\"}");
        house.workshop.awaitArrival("i");
        await().untilAsserted(() -> assertThat(((Answer.InProgress) house.poll("i", "")).description())
                .contains("The house stands."));
        assertThat(house.fetch("i")).isInstanceOf(Answer.NotFound.class);

        var deleted = (Answer.DeleteAccepted) house.deprovision("i", SLOW);

        assertThat(house.ended("i")).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(house.poll("i", created.operation())).isInstanceOf(Answer.FailedOperation.class);
        assertThat(house.poll("i", deleted.operation())).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(house.workshop.things).isEmpty();
        assertThat(house.workshop.journal).contains("drop house i").doesNotContain("make key i");
        assertThat(house.deprovision("i", SLOW)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void triesAgainAfterFailuresAndRepeatsNoFinishedStep() {
        house.provision("i", SLOW, "{\"fail\":\"provision\",\"times\":3}");

        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.workshop.count("provision i")).isEqualTo(4);
        assertThat(house.workshop.count("make house i")).isEqualTo(1);
        assertThat(house.workshop.count("make key i")).isEqualTo(1);
        assertThat(house.causes).hasSize(3);
        assertThat(house.broker.history().ofInstance("", "i").getLast().attempts())
                .isEqualTo(4);
    }

    @Test
    void isUndoneWhenRefusedAndCanBeDeletedOrTriedAgain() {
        house.provision("i", SLOW, "{\"refuse\":\"provision\"}");

        assertThat(house.ended("i")).isEqualTo(new Answer.FailedOperation(Optional.of("Not provision.")));
        assertThat(house.workshop.things).isEmpty();
        assertThat(house.fetch("i")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.Unprocessable.class);
        assertThat(house.provision("i", SLOW, "{}")).isInstanceOf(Answer.Conflict.class);
        assertThat(house.provision("i", SLOW, "{\"refuse\":\"provision\"}"))
                .isInstanceOf(Answer.InstanceAccepted.class);
        house.ended("i");
        house.deprovision("i", SLOW);
        assertThat(house.ended("i")).isInstanceOf(Answer.DeleteSucceeded.class);
        house.ready("i", SLOW);
    }

    @Test
    void endsInFailureAtItsDeadlineWithoutTellingTheCause() {
        house.provision("i", SHORT, "{\"fail\":\"provision\"}");

        var failed = (Answer.FailedOperation) house.ended("i");

        assertThat(failed.description().orElseThrow()).contains("Support id").doesNotContain("secret-cause");
        assertThat(house.workshop.things).isEmpty();
    }

    @Test
    void isInterruptedAtItsDeadline() {
        house.provision("i", SHORT, "{\"wait\":\"provision\"}");

        var failed = (Answer.FailedOperation) house.ended("i");

        assertThat(failed.description().orElseThrow()).contains("did not finish in time");
        assertThat(house.workshop.things).isEmpty();
    }

    @Test
    void repeatsNoFinishedStepOfTheRemovalOfWhatAFailedCreationLeft() {
        house.provision("i", SLOW, "{\"refuse\":\"provision\",\"fail\":\"deprovision\",\"times\":3,\"tidy\":true}");

        assertThat(house.ended("i")).isEqualTo(new Answer.FailedOperation(Optional.of("Not provision.")));
        assertThat(house.workshop.count("deprovision i")).isEqualTo(4);
        assertThat(house.workshop.count("make order i")).isEqualTo(1);

        house.deprovision("i", SLOW);
        assertThat(house.ended("i")).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(house.workshop.count("make order i")).isEqualTo(2);
    }

    @Test
    void removesWhatACreationLeftAfterItsDeadlineToo() {
        house.provision("i", SHORT, "{\"fail\":\"provision\",\"tidy\":true}");

        assertThat(house.ended("i")).isInstanceOf(Answer.FailedOperation.class);
        assertThat(house.workshop.count("make order i")).isEqualTo(1);
    }

    @Test
    void carriesTheRemovalOnFromItsLastStepAfterARestart() throws Exception {
        house.provision("i", SLOW, "{\"refuse\":\"provision\",\"wait\":\"deprovision\",\"tidy\":true}");
        house.workshop.awaitArrival("i");
        house.broker.close();
        house.workshop.open("i");

        try (var next = new House(house.workshop, house.store, House.QUICK)) {
            assertThat(next.ended("i")).isEqualTo(new Answer.FailedOperation(Optional.of("Not provision.")));
        }
        assertThat(house.workshop.count("deprovision i")).isEqualTo(2);
        assertThat(house.workshop.count("make order i")).isEqualTo(1);
    }

    @Test
    void isUpdatedAndKeepsWhatWasNotAskedFor() {
        house.provision("i", QUICK, "{\"a\":1,\"b\":2}");

        assertThat(house.update("i", Optional.of(SLOW), "{}")).isInstanceOf(Answer.UpdateAccepted.class);
        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.update("i", Optional.of(QUICK), "{\"b\":3,\"a\":null}"))
                .isInstanceOf(Answer.Updated.class);

        var fetched = (Answer.Instance) house.fetch("i");
        assertThat(fetched.planId()).isEqualTo(QUICK);
        assertThat(fetched.parameters()).contains(House.json("{\"b\":3}"));
        assertThat(house.provision("i", QUICK, "{\"b\":3}")).isInstanceOf(Answer.InstanceExists.class);
        assertThat(house.provision("i", QUICK, "{\"a\":1,\"b\":2}")).isInstanceOf(Answer.Conflict.class);
    }

    @Test
    void isAsItWasAfterAFailedUpdate() {
        house.provision("i", QUICK, "{\"a\":1}");

        var answer =
                (Answer.UpdateRefused) house.update("i", Optional.empty(), "{\"refuse\":\"update\",\"unusable\":true}");

        assertThat(answer.description()).isEqualTo("Not update.");
        assertThat(answer.instanceUsable()).contains(false);
        assertThat(answer.updateRepeatable()).contains(false);
        assertThat(((Answer.Instance) house.fetch("i")).parameters()).contains(House.json("{\"a\":1}"));
        assertThat(house.workshop.things).containsOnlyKeys("house i", "key i");
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.Unprocessable.class);
        assertThat(house.update("i", Optional.empty(), "{\"a\":2}")).isInstanceOf(Answer.Updated.class);
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.BindingCreated.class);
    }

    @Test
    void refusesASecondChangeWhileOneRunsButJoinsTheSame() throws Exception {
        house.ready("i", SLOW);
        var change = "{\"wait\":\"update\"}";
        var first = (Answer.UpdateAccepted) house.update("i", Optional.empty(), change);
        house.workshop.awaitArrival("i");

        assertThat(house.update("i", Optional.empty(), change))
                .isInstanceOfSatisfying(
                        Answer.UpdateAccepted.class,
                        again -> assertThat(again.operation()).isEqualTo(first.operation()));
        assertThat(house.update("i", Optional.empty(), "{\"other\":1}")).isInstanceOf(Answer.ConcurrencyError.class);
        assertThat(house.deprovision("i", SLOW)).isInstanceOf(Answer.ConcurrencyError.class);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.ConcurrencyError.class);
        assertThat(house.fetch("i")).isInstanceOf(Answer.ConcurrencyError.class);
        assertThat(house.provision("i", SLOW, change)).isInstanceOf(Answer.ConcurrencyError.class);

        house.workshop.open("i");
        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
    }

    @Test
    void takesAContextAloneWithoutAnOperation() {
        house.ready("i", SLOW);
        assertThat(house.update("i", Optional.of(SLOW), "{}", Optional.empty(), "{\"instance_name\":\"second\"}"))
                .isInstanceOf(Answer.Updated.class);
        assertThat(house.workshop.journal).noneMatch(entry -> entry.startsWith("update"));
    }

    @Test
    void comparesMaintenanceVersions() {
        house.ready("i", MAINTAINED);
        assertThat(((Answer.Instance) house.fetch("i"))
                        .maintenanceInfo()
                        .orElseThrow()
                        .version())
                .isEqualTo("2.1.1+abcdef");
        assertThat(house.update("i", Optional.empty(), "{}", Optional.of("9.9.9"), "{}"))
                .isInstanceOf(Answer.MaintenanceInfoConflict.class);
        assertThat(house.update("i", Optional.empty(), "{}", Optional.of("2.1.1+abcdef"), "{}"))
                .isInstanceOf(Answer.Updated.class);
    }

    @Test
    void refusesWhatDoesNotExistOrIsNotAllowed() {
        assertThat(house.provision("i", "nothing", "{}")).isInstanceOf(Answer.BadRequest.class);
        assertThat(house.update("never", Optional.empty(), "{}")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.fetch("never")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.poll("never", "")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.provision("x".repeat(401), SLOW, "{}")).isInstanceOf(Answer.BadRequest.class);
        house.ready("i", FIXED);
        assertThat(house.update("i", Optional.of(SLOW), "{}")).isInstanceOf(Answer.UpdateRefused.class);
        assertThat(house.update("i", Optional.of("nothing"), "{}")).isInstanceOf(Answer.BadRequest.class);
    }

    @Test
    void keepsAFailedDeletionDeletable() {
        house.provision("i", QUICK, "{}");
        house.update("i", Optional.empty(), "{\"refuse\":\"deprovision\"}");

        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.DeprovisionRefused.class);
        assertThat(house.poll("i", "")).isInstanceOf(Answer.FailedDeprovision.class);
        assertThat(house.fetch("i")).isInstanceOf(Answer.Instance.class);
        house.update("i", Optional.empty(), "{\"refuse\":null}");
        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.Deleted.class);
    }

    @Test
    void isNotMadeByADeletionThatFails() throws Exception {
        var parameters = "{\"wait\":\"provision\",\"refuse\":\"deprovision\"}";
        house.provision("i", SLOW, parameters);
        house.workshop.awaitArrival("i");
        house.deprovision("i", SLOW);
        assertThat(house.ended("i")).isInstanceOf(Answer.FailedDeprovision.class);

        assertThat(house.fetch("i")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.Unprocessable.class);
        house.deprovision("i", SLOW);
        assertThat(house.ended("i")).isInstanceOf(Answer.FailedDeprovision.class);

        house.workshop.open("i");
        assertThat(house.provision("i", SLOW, parameters)).isInstanceOf(Answer.InstanceAccepted.class);
        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.fetch("i")).isInstanceOf(Answer.Instance.class);
    }

    @Test
    void staysUnusableWhenItsDeletionFails() {
        house.provision("i", QUICK, "{\"refuse\":\"deprovision\"}");
        house.update("i", Optional.empty(), "{\"refuse\":\"update\",\"unusable\":true}");
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.Unprocessable.class);

        assertThat(house.deprovision("i", QUICK))
                .isEqualTo(new Answer.DeprovisionRefused("Not deprovision.", Optional.of(false)));
        assertThat(house.ended("i"))
                .isEqualTo(new Answer.FailedDeprovision(Optional.of("Not deprovision."), Optional.of(false)));
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.Unprocessable.class);
    }

    @Test
    void staysUnusableWhenItsRepairFails() {
        house.provision("i", QUICK, "{}");
        house.update("i", Optional.empty(), "{\"refuse\":\"update\",\"unusable\":true}");

        assertThat(house.update("i", Optional.empty(), "{\"refuse\":\"update\"}"))
                .isInstanceOfSatisfying(
                        Answer.UpdateRefused.class,
                        refused -> assertThat(refused.instanceUsable()).contains(false));
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.Unprocessable.class);
        assertThat(house.update("i", Optional.empty(), "{\"a\":1}")).isInstanceOf(Answer.Updated.class);
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.BindingCreated.class);
    }

    @Test
    void neverTellsSecretParametersAgain() {
        var parameters = """
                {"password":"x","pin":1,"keys":["x"],"users":[{"name":"u","password":"x"}],"tokens":{"t":"x"},"size":2}""";
        house.provision("i", TestCatalog.SECRET, parameters);
        house.ended("i");
        house.bind("i", "b", TestCatalog.SECRET, parameters);
        house.endedBinding("i", "b");

        var told = House.json("{\"users\":[{\"name\":\"u\"}],\"tokens\":{},\"size\":2}");
        assertThat(house.fetch("i"))
                .isInstanceOfSatisfying(
                        Answer.Instance.class,
                        instance -> assertThat(instance.parameters()).contains(told));
        assertThat(house.fetchBinding("i", "b"))
                .isInstanceOfSatisfying(
                        Answer.Binding.class,
                        binding -> assertThat(binding.parameters()).contains(told));
        assertThat(house.provision("i", TestCatalog.SECRET, parameters)).isInstanceOf(Answer.InstanceExists.class);
    }

    @Test
    void tellsOfAPastOperationWhatWasToldOfTheLast() {
        house.ready("i", SLOW);
        var change = (Answer.UpdateAccepted)
                house.update("i", Optional.empty(), "{\"refuse\":\"update\",\"unusable\":true}");
        var failed = new Answer.FailedUpdate(Optional.of("Not update."), Optional.of(false), Optional.of(false));
        assertThat(house.ended("i")).isEqualTo(failed);

        house.update("i", Optional.empty(), "{\"a\":1}");

        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.poll("i", change.operation())).isEqualTo(failed);
    }

    @Test
    void hasTheTimeOfTheEngineWhereThePlatformDoesNotPoll() {
        house.catalog.replace(CatalogDefinition.builder()
                .offering(
                        "workshop",
                        offering -> offering.id(TestCatalog.SERVICE)
                                .description("Houses.")
                                .plan(
                                        SLOW,
                                        plan -> plan.id(SLOW)
                                                .description("A plan.")
                                                .maximumPollingDuration(Duration.ZERO)))
                .build());

        house.provision("i", SLOW, "{}");

        assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
    }

    @Test
    void isNotDeletedBeforeItsBindingsWhereTheOperatorWantsIt() {
        var quick = House.QUICK;
        var settings = new EngineSettings(
                quick.replica(),
                quick.workers(),
                quick.claimDuration(),
                quick.retryFirst(),
                quick.retryLongest(),
                quick.deadline(),
                quick.synchronousLimit(),
                quick.retention(),
                quick.historyLimit(),
                false);
        try (var strict = new House(new Workshop(), new MemoryStore(), settings)) {
            strict.provision("i", QUICK, "{}");
            strict.bind("i", "b", QUICK, "{}");

            assertThat(strict.deprovision("i", QUICK)).isInstanceOf(Answer.Unprocessable.class);
            assertThat(strict.fetch("i")).isInstanceOf(Answer.Instance.class);
            strict.unbind("i", "b", QUICK);
            assertThat(strict.deprovision("i", QUICK)).isInstanceOf(Answer.Deleted.class);
        }
    }

    @Test
    void isInvisibleToOtherPlatforms() {
        house.ready("i", SLOW);
        house.platform = "other";
        assertThat(house.fetch("i")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.deprovision("i", SLOW)).isInstanceOf(Answer.Gone.class);
        house.ready("i", SLOW);
        house.platform = "";
        assertThat(house.fetch("i")).isInstanceOf(Answer.Instance.class);
    }

    @Test
    void isCarriedOnByTheNextProcess() throws Exception {
        house.provision("i", SLOW, "{\"wait\":\"provision\",\"gate\":\"first\"}");
        house.workshop.awaitArrival("first");
        house.broker.close();
        house.workshop.open("first");

        try (var next = new House(house.workshop, house.store, House.QUICK)) {
            assertThat(next.ended("i")).isInstanceOf(Answer.Succeeded.class);
        }
        assertThat(house.workshop.count("make house i")).isEqualTo(1);
        assertThat(house.workshop.count("make key i")).isEqualTo(1);
    }

    @Test
    void remembersItsHistory() {
        house.provision("i", QUICK, "{}");
        house.update("i", Optional.empty(), "{\"a\":1}");
        house.deprovision("i", QUICK);
        await().until(() -> house.broker.history().ofInstance("", "i").size() == 3);
        assertThat(house.broker.history().ofInstance("", "i"))
                .extracting(History.Entry::type)
                .containsExactly("provision", "update", "deprovision");
        assertThat(house.broker.history().ofInstance("", "i"))
                .extracting(History.Entry::outcome)
                .containsOnly("succeeded");
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        var answers = new ArrayList<T>();
        var go = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = calls.stream()
                    .map(call -> executor.submit(() -> {
                        go.await();
                        return call.call();
                    }))
                    .toList();
            go.countDown();
            for (var future : futures) {
                answers.add(future.get());
            }
        }
        return answers;
    }
}
