package io.chandler.broker.engine;

import static io.chandler.broker.engine.ApiClient.JANE;
import static io.chandler.broker.engine.ApiClient.changed;
import static io.chandler.broker.engine.ApiClient.condition;
import static io.chandler.broker.engine.ApiClient.names;
import static io.chandler.broker.engine.ApiClient.object;
import static io.chandler.broker.engine.ApiClient.ref;
import static io.chandler.broker.engine.ApiClient.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Answer;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.Preconditions;
import io.chandler.resources.served.ServedResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bindings that API clients make and delete. */
class ServedBindingsTest {

    private final House house = new House();
    private final ApiClient api = new ApiClient(house);
    private final ServedResource instances = api.instances;
    private final ServedResource bindings = api.bindings;

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void a_binding_of_a_client_is_one_for_the_platform() {
        house.ready("db", TestCatalog.SLOW);

        bindings.create(object("db.app", "{\"appId\":\"a1\",\"parameters\":{\"x\":1}}"), JANE);
        house.endedBinding("db", "app");

        assertThat(house.fetchBinding("db", "app")).isInstanceOf(Answer.Binding.class);
        var found = api.binding("db.app");
        assertThat(found.spec().path("appId").asString()).isEqualTo("a1");
        assertThat(condition(found, "Ready")).contains("True ServiceBound");
        assertThat(bindings.replace(found, found.revision(), JANE).revision()).isEqualTo(found.revision());
        assertThatThrownBy(() -> bindings.replace(changed(found, "appId", "a2"), found.revision(), JANE))
                .asInstanceOf(type(ApiRefusal.Invalid.class))
                .satisfies(refused ->
                        assertThat(refused.message()).isEqualTo("spec.appId: Forbidden: the field is immutable"));
        bindings.delete(ref("db.app"), Preconditions.none(), JANE);
        await().until(() -> bindings.get(ref("db.app")).isEmpty());
        assertThat(house.unbind("db", "app", TestCatalog.SLOW)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void a_binding_needs_an_instance_and_its_name() {
        assertThatThrownBy(() -> bindings.create(object("none.app", "{}"), JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("there is no service instance none in this namespace");
        assertThatThrownBy(() -> bindings.create(object("app", "{}"), JANE))
                .isInstanceOf(ApiRefusal.Invalid.class)
                .hasMessageContaining("metadata.name: Invalid value: must be the name of the service instance, a dot");
    }

    @Test
    void a_binding_that_cannot_be_made_is_refused_by_its_field() {
        house.ready("db", TestCatalog.SLOW);
        house.ready("closed", TestCatalog.UNBINDABLE);
        house.ready("app", TestCatalog.APP);

        assertThat(refusal(() -> bindings.create(object("db.a", "{\"predecessorId\":\"x\"}"), JANE)))
                .isEqualTo("spec.predecessorId: Invalid value: bindings of this plan cannot be rotated.");
        assertThat(refusal(() -> bindings.create(object("db.a", "{\"planId\":\"quick\"}"), JANE)))
                .isEqualTo("spec.planId: Invalid value: is not that of the service instance.");
        assertThat(refusal(() -> bindings.create(object("closed.a", "{}"), JANE)))
                .isEqualTo("spec: Invalid value: Instances of this plan cannot be bound.");
        assertThat(refusal(() -> bindings.create(object("app.a", "{}"), JANE)))
                .isEqualTo("spec.appId: Required value: the plan can only be bound to an app");
    }

    @Test
    void the_bindings_go_with_their_instance() {
        house.ready("db", TestCatalog.SLOW);
        bindings.create(object("db.app", "{}"), JANE);
        house.endedBinding("db", "app");

        instances.delete(ref("db"), Preconditions.none(), JANE);

        await().until(() -> instances.get(ref("db")).isEmpty());
        assertThat(names(bindings)).isEmpty();
    }
}
