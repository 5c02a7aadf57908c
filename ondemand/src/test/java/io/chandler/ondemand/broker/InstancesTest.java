package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The life of an instance through the endpoint, a real client of the director and the simulated director. */
class InstancesTest {

    @Test
    void livesFromProvisionToDeprovision() {
        try (var house = House.usual()) {
            var accepted = house.provision("one", "small", "{\"size\": \"big\"}");
            assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
            assertThat(accepted.text("dashboard_url")).isEqualTo("https://dashboard/one");
            assertThat(house.operation(accepted).propertyNames())
                    .containsExactly("BoshTaskID", "OperationType", "PostDeployErrand", "PreDeleteErrand");

            var created = house.ended("one", accepted.text("operation"));
            assertThat(created.text("description")).isEqualTo("Instance provisioning completed");
            assertThat(house.director.deployments()).containsExactly("service-instance_one");

            var updated = house.update("one", "large", "small", "{}");
            assertThat(updated.status()).as("%s", updated).isEqualTo(202);
            var end = house.ended("one", updated.text("operation"));
            assertThat(end.text("description")).isEqualTo("Instance update completed");

            var deleted = house.deprovision("one", "large", false);
            assertThat(deleted.status()).isEqualTo(202);
            assertThat(house.ended("one", deleted.text("operation")).text("description"))
                    .isEqualTo("Instance deletion completed");
            assertThat(house.director.deployments()).isEmpty();
            assertThat(house.deprovision("one", "large", false).status()).isEqualTo(410);
        }
    }
}
