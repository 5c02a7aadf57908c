package io.chandler.broker.engine;

import static io.chandler.broker.engine.ApiClient.JANE;
import static io.chandler.broker.engine.ApiClient.condition;
import static io.chandler.broker.engine.ApiClient.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Answer;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.served.ApiEvent;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.ServedResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances that API clients delete, and objects that others hold. */
class ServedDeletionsTest {

    private final House house = new House();
    private final ApiClient api = new ApiClient(house);
    private final ServedResource instances = api.instances;

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void a_deletion_is_a_deprovision() throws Exception {
        house.provision("db", TestCatalog.SLOW, "{\"wait\":\"deprovision\"}");
        house.ended("db");

        var deleted = instances.delete(ref("db"), Preconditions.none(), JANE);

        assertThat(deleted.metadata().deletionTimestamp()).isPresent();
        assertThat(deleted.status().path("phase").asString()).isEqualTo("Deleting");
        house.workshop.awaitArrival("db");
        assertThat(instances.delete(ref("db"), Preconditions.none(), JANE).ref())
                .isEqualTo(ref("db"));
        house.workshop.open("db");
        await().until(() -> instances.get(ref("db")).isEmpty());
        assertThat(house.deprovision("db", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
        assertThat(house.workshop.things).isEmpty();
        assertThatThrownBy(() -> instances.delete(ref("db"), Preconditions.none(), JANE))
                .isInstanceOf(ApiRefusal.NotFound.class);
    }

    @Test
    void a_precondition_that_does_not_hold_stops_it() {
        house.ready("db", TestCatalog.SLOW);

        assertThatThrownBy(() ->
                        instances.delete(ref("db"), new Preconditions(Optional.of("another"), Optional.empty()), JANE))
                .isInstanceOf(ApiRefusal.Conflict.class);
        assertThat(api.instance("db").metadata().deletionTimestamp()).isEmpty();
    }

    @Test
    void finalizers_of_others_hold_the_object_and_not_the_teardown() throws Exception {
        house.ready("db", TestCatalog.SLOW);
        var found = api.instance("db");
        var held = instances.replace(
                found.withMetadata(found.metadata()
                        .withLabels(Map.of("team", "blue"))
                        .withFinalizers(List.of("a.b/c", "broker.chandler.io/deprovision"))),
                found.revision(),
                JANE);
        house.deprovision("db", TestCatalog.SLOW);
        assertThat(house.ended("db")).isInstanceOf(Answer.DeleteSucceeded.class);

        var waiting = api.instance("db");
        assertThat(waiting.metadata().finalizers()).containsExactly("a.b/c");
        assertThat(waiting.metadata().deletionTimestamp()).isPresent();
        assertThat(waiting.metadata().labels()).isEqualTo(Map.of("team", "blue"));
        assertThat(waiting.status().path("phase").asString()).isEqualTo("Deleted");
        assertThat(house.workshop.things).isEmpty();
        assertThat(house.deprovision("db", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
        assertThatThrownBy(() -> instances.replace(
                        waiting.withMetadata(waiting.metadata().withFinalizers(List.of("a.b/c", "d.e/f"))),
                        waiting.revision(),
                        JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("metadata.finalizers");

        try (var watch = instances.watch(Scope.all(), Selector.label("team", "blue"), waiting.revision())) {
            instances.replace(
                    waiting.withMetadata(waiting.metadata().withFinalizers(List.of())), waiting.revision(), JANE);
            assertThat(watch.next(Duration.ofSeconds(10)).orElseThrow().type()).isEqualTo(ApiEvent.Type.DELETED);
        }
        assertThat(instances.get(ref("db"))).isEmpty();
        assertThat(held.metadata().uid()).isEqualTo(waiting.metadata().uid());
        house.ready("db", TestCatalog.SLOW);
        assertThat(api.instance("db").metadata().labels()).isEmpty();
    }

    @Test
    void a_deletion_that_failed_is_a_condition_and_can_be_asked_for_again() {
        house.provision("db", TestCatalog.SLOW, "{\"refuse\":\"deprovision\"}");
        house.ended("db");
        instances.delete(ref("db"), Preconditions.none(), JANE);
        house.ended("db");

        var failed = api.instance("db");

        assertThat(failed.status().path("phase").asString()).isEqualTo("DeleteFailed");
        assertThat(condition(failed, "Failed")).contains("True DeprovisionFailed");
        assertThat(condition(failed, "Ready")).contains("False DeprovisionFailed");
        assertThat(failed.metadata().deletionTimestamp()).isPresent();
        instances.delete(ref("db"), Preconditions.none(), JANE);
        house.ended("db");
        assertThat(house.workshop.count("deprovision db")).isEqualTo(2);
    }
}
