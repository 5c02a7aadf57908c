package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.EngineSettings;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.osb.Answer;
import io.chandler.osb.Json;
import io.chandler.resources.ListOptions;
import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects that others delete in the store, as {@code kubectl delete} does where a cluster keeps them. */
class DeletionsPastTheBrokerTest {

    private final Workshop workshop = new Workshop();
    private final MemoryStore store = new MemoryStore();
    private final ResourceStore<InstanceSpec, InstanceStatus> instances =
            new LocalResourceStore<>(store, ObjectTypes.INSTANCES, Json.mapper(), Clock.systemUTC());
    private final ResourceStore<BindingSpec, BindingStatus> bindings =
            new LocalResourceStore<>(store, ObjectTypes.BINDINGS, Json.mapper(), Clock.systemUTC());
    private House house = House.open(workshop, store, House.QUICK);

    @AfterEach
    void close() {
        house.close();
        store.close();
    }

    private Optional<Resource<InstanceSpec, InstanceStatus>> instance() {
        return instances.get(ObjectTypes.instance("", "db"));
    }

    private Optional<Resource<BindingSpec, BindingStatus>> binding() {
        return bindings.get(ObjectTypes.binding("", "db", "b"));
    }

    private Resource<InstanceSpec, InstanceStatus> deleteInstance() {
        return instances.delete(ObjectTypes.instance("", "db"), Optional.empty());
    }

    private void bind(String parameters) {
        assertThat(house.bind("db", "b", SLOW, parameters)).isInstanceOf(Answer.BindingAccepted.class);
        assertThat(house.endedBinding("db", "b")).isInstanceOf(Answer.Succeeded.class);
    }

    private void awaitGone() {
        await().until(() -> instance().isEmpty());
    }

    @Test
    void aDeletionIsADeprovisionAndTheObjectHoldsUntilItsEnd() throws Exception {
        house.provision("db", SLOW, "{\"wait\":\"deprovision\"}");
        house.ended("db");
        assertThat(instance().orElseThrow().metadata().finalizers()).containsExactly(ObjectTypes.FINALIZER);

        assertThat(deleteInstance().deleting()).isTrue();
        workshop.awaitArrival("db");
        assertThat(instance().orElseThrow().status().phase()).isEqualTo(InstancePhase.DELETING);
        assertThat(deleteInstance().deleting()).isTrue();
        workshop.open("db");
        awaitGone();

        assertThat(workshop.count("deprovision db")).isEqualTo(1);
        assertThat(workshop.things).isEmpty();
        assertThat(house.deprovision("db", SLOW)).isInstanceOf(Answer.Gone.class);
        house.ready("db", SLOW);
    }

    @Test
    void bindingsGoWithTheInstance() {
        house.ready("db", SLOW);
        bind("{}");
        deleteInstance();
        awaitGone();
        assertThat(workshop.journal).containsSubsequence("unbind b", "deprovision db");
        assertThat(binding().orElseThrow().status().phase()).isEqualTo(BindingPhase.DELETED);
        // What is left of it is a memory, which nothing holds.
        bindings.delete(ObjectTypes.binding("", "db", "b"), Optional.empty());
        assertThat(binding()).isEmpty();
    }

    @Test
    void aBindingAloneIsUnbound() {
        house.ready("db", SLOW);
        bind("{}");
        bindings.delete(ObjectTypes.binding("", "db", "b"), Optional.empty());
        await().until(() -> binding().isEmpty());
        assertThat(workshop.count("unbind b")).isEqualTo(1);
        assertThat(house.fetch("db")).isInstanceOf(Answer.Instance.class);
    }

    @Test
    void instanceAndBindingsMayBeDeletedTogether() {
        house.ready("db", SLOW);
        bind("{}");
        deleteInstance();
        try {
            bindings.delete(ObjectTypes.binding("", "db", "b"), Optional.empty());
        } catch (StoreException.NotFound e) {
            // It went with the instance.
        }
        awaitGone();
        await().until(() -> binding().isEmpty());
        assertThat(workshop.things).isEmpty();
        assertThat(workshop.count("unbind b")).isEqualTo(1);
    }

    @Test
    void withoutCascadeTheBindingsMustGoFirst() {
        house.close();
        var settings = House.QUICK;
        house = House.open(
                workshop,
                store,
                new EngineSettings(
                        "strict",
                        settings.workers(),
                        settings.claimDuration(),
                        settings.retryFirst(),
                        settings.retryLongest(),
                        settings.deadline(),
                        settings.synchronousLimit(),
                        settings.retention(),
                        settings.historyLimit(),
                        false));
        house.ready("db", SLOW);
        bind("{}");
        deleteInstance();
        await().untilAsserted(() -> assertThat(house.troubles).anyMatch(text -> text.contains("still has bindings")));
        assertThat(instance().orElseThrow().status().phase()).isEqualTo(InstancePhase.READY);
        bindings.delete(ObjectTypes.binding("", "db", "b"), Optional.empty());
        awaitGone();
        assertThat(workshop.journal).containsSubsequence("unbind b", "deprovision db");
    }

    @Test
    void aCreationThatRunsIsTakenBack() throws Exception {
        house.provision("db", SLOW, "{\"wait\":\"provision\"}");
        workshop.awaitArrival("db");
        deleteInstance();
        awaitGone();
        assertThat(workshop.things).isEmpty();
    }

    @Test
    void anUpdateThatRunsEndsFirst() throws Exception {
        house.ready("db", SLOW);
        house.update("db", Optional.empty(), "{\"wait\":\"update\"}");
        workshop.awaitArrival("db");
        deleteInstance();
        assertThat(instance().orElseThrow().status().phase()).isEqualTo(InstancePhase.UPDATING);
        workshop.open("db");
        awaitGone();
        assertThat(workshop.journal).containsSubsequence("update db from slow to slow", "deprovision db");
        assertThat(workshop.things).isEmpty();
    }

    private void deleteOneThatRefuses() {
        house.provision("db", SLOW, "{\"refuse\":\"deprovision\"}");
        house.ended("db");
        deleteInstance();
    }

    @Test
    void whatFailedIsToldByTheObjectAndBegunAgain() {
        deleteOneThatRefuses();

        await().until(() -> workshop.count("deprovision db") >= 3);
        await().untilAsserted(() -> {
            var status = instance().orElseThrow().status();
            assertThat(status.phase()).isEqualTo(InstancePhase.DELETE_FAILED);
            assertThat(status.operation().description()).isEqualTo("Not deprovision.");
        });
        assertThat(new ApiClient(house).instance("db").metadata().deletionTimestamp())
                .isPresent();
        await().until(
                        () -> house.update("db", Optional.empty(), "{\"refuse\":\"nothing\"}"),
                        Answer.UpdateAccepted.class::isInstance);
        awaitGone();
        assertThat(workshop.things).isEmpty();
    }

    @Test
    void aDeletionThatIsGivenUpLeavesWhatWasMade() {
        deleteOneThatRefuses();
        await().until(() -> workshop.count("deprovision db") >= 1);
        instances.update(
                ObjectTypes.instance("", "db"),
                found -> found.withMetadata(found.metadata().withFinalizers(List.of())));
        assertThat(instance()).isEmpty();
        assertThat(workshop.things).isNotEmpty();
        assertThat(house.deprovision("db", SLOW)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void aBrokerThatWasAwayDoesItAtItsStart() {
        house.ready("db", SLOW);
        house.close();
        deleteInstance();
        assertThat(instance()).isPresent();
        house = House.open(workshop, store, House.QUICK);
        awaitGone();
        assertThat(workshop.count("deprovision db")).isEqualTo(1);
    }

    @Test
    void objectsOfAVersionWithoutTheFinalizerGetIt() {
        house.close();
        try (var older = new House(workshop, store, House.QUICK)) {
            older.ready("db", SLOW);
        }
        assertThat(instance().orElseThrow().metadata().finalizers()).isEmpty();
        house = House.open(workshop, store, House.QUICK);
        await().untilAsserted(() ->
                assertThat(instance().orElseThrow().metadata().finalizers()).containsExactly(ObjectTypes.FINALIZER));
        deleteInstance();
        awaitGone();
        assertThat(workshop.count("deprovision db")).isEqualTo(1);
    }

    @Test
    void aFinalizerThatSomebodyTookAwayComesBack() {
        house.ready("db", SLOW);
        var bare = instances.update(
                ObjectTypes.instance("", "db"),
                found -> found.withMetadata(found.metadata().withFinalizers(List.of())));
        assertThat(bare.metadata().finalizers()).isEmpty();
        await().untilAsserted(() ->
                assertThat(instance().orElseThrow().metadata().finalizers()).containsExactly(ObjectTypes.FINALIZER));
    }

    @Test
    void whatIsNoObjectIsToldAndInTheWayUntilItIsGone() {
        house.ready("db", SLOW);
        house.close();
        var wrong = store.create("/serviceinstances/default/wrong", "", "{}".getBytes(StandardCharsets.UTF_8));
        deleteInstance();
        house = House.open(workshop, store, House.QUICK);
        await().untilAsserted(() -> assertThat(house.troubles).anyMatch(text -> text.contains("wrong")));
        store.compareAndDelete("/serviceinstances/default/wrong", wrong);
        await().atMost(Duration.ofSeconds(40)).until(() -> instance().isEmpty());
    }

    @Test
    void ofTwoReplicasOneCarriesItOut() {
        try (var other = House.open(workshop, store, House.QUICK)) {
            for (int i = 0; i < 20; i++) {
                var id = "db" + i;
                house.ready(id, SLOW);
                instances.delete(ObjectTypes.instance("", id), Optional.empty());
            }
            await().until(() -> instances
                    .list(Scope.all(), Selector.everything(), ListOptions.first(100))
                    .items()
                    .isEmpty());
            for (int i = 0; i < 20; i++) {
                assertThat(workshop.count("deprovision db" + i)).isEqualTo(1);
            }
            assertThat(other.fetch("db1")).isInstanceOf(Answer.NotFound.class);
        }
    }

    @Test
    void aPlatformThatAsksForTheSameIsAnsweredAtTheEnd() throws Exception {
        house.provision("db", QUICK, "{\"wait\":\"deprovision\"}");
        house.ended("db");
        deleteInstance();
        workshop.awaitArrival("db");
        var accepted = (Answer.DeleteAccepted) house.deprovision("db", QUICK);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var synchronous = executor.submit(() -> house.deprovision("db", QUICK, false));
            workshop.open("db");
            assertThat(synchronous.get()).isInstanceOf(Answer.Deleted.class);
        }
        awaitGone();
        assertThat(house.poll("db", accepted.operation())).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(workshop.count("deprovision db")).isEqualTo(1);
    }

    @Test
    void anotherFinalizerHoldsTheObjectAndNotTheTeardown() {
        house.ready("db", SLOW);
        instances.update(
                ObjectTypes.instance("", "db"),
                found -> found.withMetadata(
                        found.metadata().withFinalizers(List.of(ObjectTypes.FINALIZER, "example.com/backup"))));
        deleteInstance();
        await().until(() -> instance().orElseThrow().status().phase() == InstancePhase.DELETED);
        assertThat(workshop.things).isEmpty();
        assertThat(instance().orElseThrow().metadata().finalizers()).containsExactly("example.com/backup");
        assertThat(house.provision("db", SLOW, "{}")).isInstanceOf(Answer.ConcurrencyError.class);
        instances.update(
                ObjectTypes.instance("", "db"),
                found -> found.withMetadata(found.metadata().withFinalizers(List.of())));
        house.ready("db", SLOW);
    }

    @Test
    void aFinalizerOfAnApiClientHoldsItToo() {
        house.ready("db", SLOW);
        var api = new ApiClient(house);
        var found = api.instance("db");
        api.instances.replace(
                found.withMetadata(found.metadata().withFinalizers(List.of("example.com/backup"))),
                found.revision(),
                ApiClient.JANE);
        deleteInstance();
        await().until(() -> instance().orElseThrow().status().phase() == InstancePhase.DELETED);
        var waiting = api.instance("db");
        assertThat(waiting.metadata().finalizers()).containsExactly("example.com/backup");
        api.instances.replace(
                waiting.withMetadata(waiting.metadata().withFinalizers(List.of())), waiting.revision(), ApiClient.JANE);
        assertThat(instance()).isEmpty();
    }

    @Test
    void aPlatformTakesTheNameOfWhatApiClientsHold() {
        house.ready("db", SLOW);
        var api = new ApiClient(house);
        var found = api.instance("db");
        api.instances.replace(
                found.withMetadata(found.metadata().withFinalizers(List.of("example.com/backup"))),
                found.revision(),
                ApiClient.JANE);
        api.instances.delete(ApiClient.ref("db"), Preconditions.none(), ApiClient.JANE);
        await().until(() -> instance().orElseThrow().status().phase() == InstancePhase.DELETED);
        house.ready("db", SLOW);
        assertThat(instance().orElseThrow().metadata().finalizers()).containsExactly(ObjectTypes.FINALIZER);
    }
}
