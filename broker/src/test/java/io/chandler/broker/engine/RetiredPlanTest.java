package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.RETIRED;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.osb.Answer;
import io.chandler.osb.Catalog;
import io.chandler.osb.ServiceOffering;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plans that are offered no longer: nothing new, but what is there stays manageable. */
class RetiredPlanTest {

    private final House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void ofAHiddenPlanNothingNewIsMade() {
        assertThat(house.provision("i", RETIRED, "{}")).isInstanceOf(Answer.BadRequest.class);
        house.ready("j", SLOW);
        assertThat(house.update("j", Optional.of(RETIRED), "{}")).isInstanceOf(Answer.BadRequest.class);
    }

    @Test
    void instancesOfAPlanThatLeftTheCatalogStayManageable() {
        assertThat(house.provision("i", QUICK, "{\"a\":1}")).isInstanceOf(Answer.InstanceCreated.class);

        house.catalog.replace(without(QUICK));

        assertThat(house.provision("new", QUICK, "{}")).isInstanceOf(Answer.BadRequest.class);
        assertThat(house.provision("i", QUICK, "{\"a\":1}")).isInstanceOf(Answer.InstanceExists.class);
        assertThat(house.poll("i", "")).isInstanceOf(Answer.Succeeded.class);
        assertThat(((Answer.Instance) house.fetch("i")).planId()).isEqualTo(QUICK);
        assertThat(house.update("i", Optional.empty(), "{\"a\":2}")).isInstanceOf(Answer.Updated.class);
        assertThat(house.update("i", Optional.of(QUICK), "{\"a\":3}")).isInstanceOf(Answer.Updated.class);
        assertThat(house.bind("i", "b", QUICK, "{}")).isInstanceOf(Answer.BindingCreated.class);
        assertThat(house.unbind("i", "b", QUICK)).isInstanceOf(Answer.Deleted.class);
        assertThat(house.deprovision("i", QUICK)).isInstanceOf(Answer.Deleted.class);
        assertThat(house.workshop.things).isEmpty();
    }

    private CatalogDefinition without(String planId) {
        var before = house.catalog.current().catalog().offerings().getFirst();
        var plans = before.plans().stream()
                .filter(plan -> !plan.id().equals(planId))
                .toList();
        var offering = new ServiceOffering(
                before.id(),
                before.name(),
                before.description(),
                before.tags(),
                before.requires(),
                before.bindable(),
                before.instancesRetrievable(),
                before.bindingsRetrievable(),
                before.allowContextUpdates(),
                before.planUpdateable(),
                before.metadata(),
                before.dashboardClient(),
                plans,
                before.extensions());
        return CatalogDefinition.of(
                new Catalog(List.of(offering)), Map.<String, PlanSettings>of(), Map.of(before.id(), "workshop"));
    }
}
