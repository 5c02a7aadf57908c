package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.APP;
import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.ROTATABLE;
import static io.chandler.broker.engine.TestCatalog.SHORT;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static io.chandler.broker.engine.TestCatalog.UNBINDABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.PlatformContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What bindings go through, asked as a platform asks. */
class BindingLifeTest {

    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void givesOutTheSameCredentialsWheneverAsked() {
        house.provision("i", QUICK, "{}");

        var created = (Answer.BindingCreated) house.bind("i", "b", QUICK, "{\"p\":1}");
        var again = (Answer.BindingExists) house.bind("i", "b", QUICK, "{\"p\":1.0}");
        var fetched = (Answer.Binding) house.fetchBinding("i", "b");

        assertThat(again.details()).isEqualTo(created.details());
        assertThat(fetched.details()).isEqualTo(created.details());
        assertThat(fetched.parameters()).contains(House.json("{\"p\":1}"));
        assertThat(house.bind("i", "b", QUICK, "{\"p\":2}")).isInstanceOf(Answer.Conflict.class);
        assertThat(house.workshop.count("bind b")).isEqualTo(1);
        assertThat(house.bind("i", "b2", QUICK, "{\"p\":1}"))
                .isInstanceOfSatisfying(
                        Answer.BindingCreated.class,
                        other -> assertThat(other.details()).isNotEqualTo(created.details()));
    }

    @Test
    void isMadeAsynchronouslyAndFetchedAfterwards() {
        house.ready("i", SLOW);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.BindingAccepted.class);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.Binding.class);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.BindingExists.class);
        assertThat(house.unbind("i", "b", SLOW)).isInstanceOf(Answer.DeleteAccepted.class);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.unbind("i", "b", SLOW)).isInstanceOf(Answer.Gone.class);
        assertThat(house.bind("i", "b", SLOW, "{}")).isInstanceOf(Answer.BindingAccepted.class);
    }

    @Test
    void isUndoneWhenItFailsAndCleanedUp() {
        house.provision("i", SHORT, "{}");
        house.ended("i");
        house.bind("i", "b", SHORT, "{\"fail\":1}");
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.FailedOperation.class);
        assertThat(house.workshop.things).doesNotContainKey("lock b");
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.NotFound.class);
        house.provision("q", QUICK, "{}");
        assertThat(house.bind("q", "c", QUICK, "{\"refuse\":1}"))
                .isEqualTo(new Answer.Unprocessable("No lock for you."));
        assertThat(house.workshop.things).doesNotContainKey("lock c");
    }

    @Test
    void repeatsNoFinishedStepOfTheRemovalOfWhatItLeft() {
        house.ready("i", SLOW);
        house.bind("i", "b", SLOW, "{\"refuse\":1,\"tidy\":true}");

        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.FailedOperation.class);
        assertThat(house.workshop.count("unbind b")).isEqualTo(3);
        assertThat(house.workshop.count("make order b")).isEqualTo(1);
        assertThat(house.workshop.things).containsOnlyKeys("house i", "key i");
    }

    @Test
    void isNotMadeByARemovalThatFails() throws Exception {
        var parameters = "{\"wait\":1,\"refuseUnbind\":1}";
        house.ready("i", SLOW);
        house.bind("i", "b", SLOW, parameters);
        house.workshop.awaitArrival("b");
        house.unbind("i", "b", SLOW);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.FailedOperation.class);

        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.NotFound.class);
        house.workshop.open("b");
        assertThat(house.bind("i", "b", SLOW, parameters)).isInstanceOf(Answer.BindingAccepted.class);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.Succeeded.class);
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.Binding.class);
    }

    @Test
    void isCancelledByItsRemoval() throws Exception {
        house.ready("i", SLOW);
        house.bind("i", "b", SLOW, "{\"wait\":1}");
        house.workshop.awaitArrival("b");
        assertThat(house.unbind("i", "b", SLOW)).isInstanceOf(Answer.DeleteAccepted.class);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.DeleteSucceeded.class);
        assertThat(house.workshop.things).doesNotContainKey("lock b");
    }

    @Test
    void isRemovedWithItsInstance() {
        house.provision("i", QUICK, "{}");
        for (int n = 0; n < 5; n++) {
            house.bind("i", "b" + n, QUICK, "{}");
        }
        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.Deleted.class);
        assertThat(house.workshop.things).isEmpty();
        assertThat(house.unbind("i", "b1", QUICK)).isInstanceOf(Answer.Gone.class);
        assertThat(house.bind("i", "b1", QUICK, "{}")).isInstanceOf(Answer.NotFound.class);
    }

    @Test
    void isRotated() {
        house.ready("i", ROTATABLE);
        house.bind("i", "old", ROTATABLE, "{\"p\":1}");
        house.endedBinding("i", "old");

        house.bind("i", "new", Optional.empty(), "{}", Optional.of("old"));

        house.endedBinding("i", "new");
        assertThat(((Answer.Binding) house.fetchBinding("i", "new")).parameters())
                .contains(House.json("{\"p\":1}"));
        assertThat(house.fetchBinding("i", "old")).isInstanceOf(Answer.Binding.class);
        house.unbind("i", "old", ROTATABLE);
        house.endedBinding("i", "old");
        assertThat(house.bind("i", "new", Optional.empty(), "{}", Optional.of("old")))
                .isInstanceOf(Answer.BindingExists.class);
        assertThat(house.bind("i", "new", Optional.empty(), "{}", Optional.of("other")))
                .isInstanceOf(Answer.Conflict.class);
        assertThat(house.bind("i", "newer", Optional.empty(), "{}", Optional.of("nothing")))
                .isInstanceOf(Answer.BadRequest.class);
        house.ready("s", SLOW);
        assertThat(house.bind("s", "n", Optional.empty(), "{}", Optional.of("old")))
                .isInstanceOf(Answer.BadRequest.class);
    }

    @Test
    void refusesWhatCannotBeBound() {
        house.ready("i", UNBINDABLE);
        assertThat(house.bind("i", "b", UNBINDABLE, "{}")).isInstanceOf(Answer.BadRequest.class);
        assertThat(house.bind("never", "b", SLOW, "{}")).isInstanceOf(Answer.NotFound.class);
        house.ready("j", SLOW);
        assertThat(house.bind("j", "b", QUICK, "{}")).isInstanceOf(Answer.BadRequest.class);
        house.ready("k", APP);
        var noApp = new BindRequest(
                house.caller(),
                "k",
                "b",
                true,
                Optional.of(TestCatalog.SERVICE),
                Optional.of(APP),
                Optional.empty(),
                House.json("{}"),
                new PlatformContext(House.json("{}")),
                House.json("{}"),
                Optional.empty());
        assertThat(house.broker.bind(noApp)).isInstanceOf(Answer.RequiresApp.class);
    }

    @Test
    void isNotReachedThroughAnotherInstance() {
        house.provision("i", QUICK, "{}");
        house.provision("j", QUICK, "{}");
        house.bind("i", "b", QUICK, "{}");
        assertThat(house.fetchBinding("j", "b")).isInstanceOf(Answer.NotFound.class);
        assertThat(house.unbind("j", "b", QUICK)).isInstanceOf(Answer.Gone.class);
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.Binding.class);
    }

    @Test
    void keepsSecretsOutOfTheStore() {
        house.provision("i", QUICK, "{\"password\":\"MARKER\"}");
        house.bind("i", "b", QUICK, "{\"password\":\"MARKER\"}");
        for (var entry : house.store.range("/", "", "", 100, Optional.empty()).entries()) {
            assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                    .doesNotContain("MARKER")
                    .doesNotContain("lock b\"");
        }
    }
}
