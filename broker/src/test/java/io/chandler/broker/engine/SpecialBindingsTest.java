package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SERVICE;
import static io.chandler.broker.engine.TestCatalog.SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.broker.catalog.CatalogDefinition;
import io.chandler.broker.catalog.PlanSettings.Execution;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceEndpoint;
import io.chandler.osb.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bindings that give out other things than credentials: log drains, route services, volumes, endpoints. */
class SpecialBindingsTest {

    /** Gives out what a test wants. */
    private static final class Special implements Service {

        private volatile Function<Binding, Credentials> gift = _ -> Credentials.none();

        @Override
        public void provision(Instance instance) {}

        @Override
        public void deprovision(Instance instance) {}

        @Override
        public Credentials bind(Instance instance, Binding binding) {
            return gift.apply(binding);
        }
    }

    private final Special service = new Special();
    private final House house = House.of(service, House.QUICK);

    @AfterEach
    void close() {
        house.close();
    }

    private void offer(String... requires) {
        house.catalog.replace(CatalogDefinition.builder()
                .offering(
                        "workshop",
                        offering -> offering.id(SERVICE)
                                .description("Special things.")
                                .bindable(true)
                                .requires(requires)
                                .plan(
                                        SYNC,
                                        plan -> plan.id(SYNC)
                                                .description("A plan.")
                                                .execution(Execution.SYNC)))
                .build());
        assertThat(house.provision("i", SYNC, "{}")).isInstanceOf(Answer.InstanceCreated.class);
    }

    private Answer.Bind bind(Optional<String> app, String bindResource) {
        return house.broker.bind(new BindRequest(
                house.caller(),
                "i",
                "b",
                true,
                Optional.of(SERVICE),
                Optional.of(SYNC),
                app,
                House.json(bindResource),
                new PlatformContext(House.json("{}")),
                House.json("{}"),
                Optional.empty()));
    }

    /** Binds, and finds the same in a repeated request and in a fetch, and sealed in the store. */
    private BindingDetails given(Optional<String> app, String bindResource) {
        var created = bind(app, bindResource);
        assertThat(created).isInstanceOf(Answer.BindingCreated.class);
        var details = ((Answer.BindingCreated) created).details();
        assertThat(bind(app, bindResource)).isEqualTo(new Answer.BindingExists(details));
        assertThat(((Answer.Binding) house.fetchBinding("i", "b")).details()).isEqualTo(details);
        for (var entry : house.store.range("/", "", "", 100, Optional.empty()).entries()) {
            assertThat(new String(entry.value(), StandardCharsets.UTF_8)).doesNotContain("MARKER");
        }
        return details;
    }

    @Test
    void aLogDrainIsGivenOut() {
        offer("syslog_drain");
        service.gift = _ -> Credentials.none().syslogDrain("syslog-tls://logs.example/MARKER");

        var details = given(Optional.of("app"), "{\"app_guid\":\"app\"}");

        assertThat(details.syslogDrainUrl()).contains("syslog-tls://logs.example/MARKER");
        assertThat(details.credentials()).isEmpty();
    }

    @Test
    void aRouteServiceIsGivenOutForItsRoute() {
        offer("route_forwarding");
        service.gift = binding -> Credentials.none()
                .routeService("https://proxy.example/MARKER/"
                        + binding.bindResource().path("route").asString());

        assertThat(bind(Optional.empty(), "{}")).isEqualTo(new Answer.BadRequest("bind_resource.route must be given."));
        assertThat(house.fetchBinding("i", "b")).isInstanceOf(Answer.NotFound.class);
        assertThat(given(Optional.empty(), "{\"route\":\"shop.example\"}").routeServiceUrl())
                .contains("https://proxy.example/MARKER/shop.example");
    }

    @Test
    void aRouteServiceBesideTheRequestsPathGivesOutNothing() {
        offer("route_forwarding");
        service.gift = _ -> Credentials.none();

        assertThat(given(Optional.empty(), "{\"route\":\"shop.example\"}").routeServiceUrl())
                .isEmpty();
    }

    @Test
    void volumesAreGivenOut() {
        offer("volume_mount");
        var mount = new VolumeMount(
                "nfs", "/data", "rw", "shared", "MARKER", Optional.of(House.json("{\"size\":12345678901234567890.5}")));
        var other = new VolumeMount("nfs", "/other", "r", "shared", "second", Optional.empty());
        service.gift = _ -> Credentials.none().volume(mount).volume(other);

        assertThat(given(Optional.of("app"), "{\"app_guid\":\"app\"}").volumeMounts())
                .containsExactly(mount, other);
    }

    @Test
    void endpointsAndExpiryAreGivenOut() {
        offer();
        var expiry = Instant.now().plus(Duration.ofDays(90));
        var range = new ServiceEndpoint("cluster.example", List.of("443", "9000-9010"), "all");
        service.gift = _ -> Credentials.of("password", "MARKER")
                .endpoint("db.example", 5432)
                .endpoint(range)
                .expiresAt(expiry)
                .renewBefore(expiry.minus(Duration.ofDays(7)));

        var details = given(Optional.of("app"), "{\"app_guid\":\"app\"}");

        assertThat(details.endpoints())
                .containsExactly(new ServiceEndpoint("db.example", List.of("5432"), "tcp"), range);
        assertThat(details.expiresAt()).contains(expiry);
        assertThat(details.renewBefore()).contains(expiry.minus(Duration.ofDays(7)));
    }
}
