package io.chandler.ondemand.cloudfoundry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.ServiceInstancesApi;
import io.chandler.testkit.Authority;
import io.chandler.testkit.cloudcontroller.ServiceInstancesApiSimulator;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServiceInstancesTest {

    private final ServiceInstancesApiSimulator api = ServiceInstancesApiSimulator.start(0, "user", "api-secret");

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpServiceInstances connect(Optional<Authority> authority, boolean skip, String password) {
        return new HttpServiceInstances(
                new ServiceInstancesApi(
                        api.url() + "/instances",
                        authority.map(Authority::pem),
                        skip,
                        new Credentials("user", password)),
                Map.of());
    }

    @Test
    void instancesAreListedAndFiltersHandedOn() {
        api.add("one", "small-id");
        api.add("two", "large-id", "space-1");
        var list = connect(Optional.of(api.authority()), false, "api-secret");

        assertThat(list.instances(Map.of()))
                .containsExactly(
                        new ServiceInstance("one", "small-id", Optional.empty()),
                        new ServiceInstance("two", "large-id", Optional.of("space-1")));
        list.instances(Map.of("b", "x y", "a", "1&2"));
        assertThat(api.requests().getLast().target()).isEqualTo("/instances?a=1%262&b=x%20y");
        assertThat(connect(Optional.empty(), true, "api-secret").instances(Map.of()))
                .hasSize(2);
    }

    @Test
    void failuresAreToldWithTheAddress() {
        var prefix = "error communicating with service_instances_api (" + api.url() + "/instances): ";
        var list = connect(Optional.of(api.authority()), false, "api-secret");
        api.faults().next(1, ".*").answer(500, "{\"description\":\"broken\"}");
        assertThatThrownBy(() -> list.instances(Map.of()))
                .hasMessage(prefix + "HTTP response status: 500 Internal Server Error. broken");
        assertThatThrownBy(() -> connect(Optional.of(api.authority()), false, "wrong-secret")
                        .instances(Map.of()))
                .hasMessageStartingWith(prefix + "HTTP response status: 401 Unauthorized. ")
                .message()
                .doesNotContain("wrong-secret");
        assertThatThrownBy(() -> connect(Optional.empty(), false, "api-secret").instances(Map.of()))
                .hasMessage("SSL validation error for `service_instances_api.url`: " + api.url()
                        + "/instances. Please configure a `service_instances_api.root_ca_cert` and use a valid SSL"
                        + " certificate");
    }
}
