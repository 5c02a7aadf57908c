package io.chandler.osb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.BindingRequest.FetchBinding;
import io.chandler.osb.client.BindingRequest.Unbind;
import io.chandler.osb.client.InstanceRequest.Deprovision;
import io.chandler.osb.client.InstanceRequest.FetchInstance;
import io.chandler.osb.client.InstanceRequest.PreviousValues;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.InstanceRequest.Update;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What the client sends, as a real server sees it. */
class BrokerClientTest {

    private final TestTime time = new TestTime();
    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new ScriptedBroker();
        client = BrokerClient.builder(URI.create(broker.uri() + "/cf-eu/"))
                .basic("bröker", "p:ä")
                .clock(time)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.mapper().readTree(text);
    }

    @Test
    void everyRequestNamesVersionCredentialsAndAFreshIdentity() throws Exception {
        broker.answer(200, "{}");
        client.deprovision(Deprovision.of("i", "s", "p"));
        client.fetchInstance(FetchInstance.of("i"));
        assertThat(broker.seen()).allSatisfy(request -> {
            assertThat(request.target()).startsWith("/cf-eu/v2/service_instances/i");
            assertThat(request.header("X-Broker-API-Version")).isEqualTo("2.17");
            assertThat(request.header("Authorization"))
                    .isEqualTo("Basic "
                            + Base64.getEncoder().encodeToString("bröker:p:ä".getBytes(StandardCharsets.UTF_8)));
            assertThat(request.header("X-Broker-API-Request-Identity")).hasSize(36);
            assertThat(request.header("Accept")).isEqualTo("application/json");
            assertThat(request.headers()).doesNotContainKey("X-Broker-API-Originating-Identity");
        });
        assertThat(broker.seen().stream().map(seen -> seen.header("X-Broker-API-Request-Identity")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aTokenIsSentAsBearer() throws Exception {
        broker.answer(200, "{}");
        try (var bearer = BrokerClient.builder(broker.uri()).bearer("t0ken").build()) {
            bearer.fetchInstance(FetchInstance.of("i"));
        }
        assertThat(broker.request().header("Authorization")).isEqualTo("Bearer t0ken");
    }

    @Test
    void theUserWhoCausesARequestIsNamed() throws Exception {
        broker.answer(200, "{}");
        var user = new OriginatingIdentity("cloudfoundry", json("{\"user_id\":\"ÿ>?\"}"));
        client.onBehalfOf(user).fetchInstance(FetchInstance.of("i"));
        assertThat(broker.request().header("X-Broker-API-Originating-Identity"))
                .isEqualTo("cloudfoundry "
                        + Base64.getEncoder().encodeToString("{\"user_id\":\"ÿ>?\"}".getBytes(StandardCharsets.UTF_8)));
        client.onBehalfOf(user).onBehalfOfNobody().fetchInstance(FetchInstance.of("i"));
        assertThat(broker.request().headers()).doesNotContainKey("X-Broker-API-Originating-Identity");
    }

    @Test
    void theContextAndTheIdentityNameTheSamePlatform() {
        var kubernetes = client.onBehalfOf(new OriginatingIdentity("kubernetes", json("{}")));
        var request =
                Provision.of("i", "s", "p").in("o", "s", new PlatformContext(json("{\"platform\":\"cloudfoundry\"}")));
        assertThatThrownBy(() -> kubernetes.provision(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cloudfoundry")
                .hasMessageContaining("kubernetes");
    }

    @Test
    void aProvisionRequestSaysWhatIsKnownAndNothingElse() throws Exception {
        broker.answer(201, "{}");
        client.provision(Provision.of("i", "s", "p"));
        assertThat(broker.request().method()).isEqualTo("PUT");
        assertThat(broker.request().target()).isEqualTo("/cf-eu/v2/service_instances/i");
        assertThat(broker.request().header("Content-Type")).isEqualTo("application/json");
        assertThat(broker.request().json())
                .isEqualTo(json(
                        "{\"service_id\":\"s\",\"plan_id\":\"p\",\"organization_guid\":\"-\",\"space_guid\":\"-\"}"));
        client.provision(Provision.of("i", "s", "p")
                .acceptsIncomplete(true)
                .in("o", "sp", new PlatformContext(json("{\"platform\":\"x\"}")))
                .parameters(json("{\"size\":0.1000000000000000000000001}"))
                .maintenanceInfo(new MaintenanceInfo("1.0.0", Optional.of("patch"))));
        assertThat(broker.request().target()).isEqualTo("/cf-eu/v2/service_instances/i?accepts_incomplete=true");
        assertThat(broker.request().json()).isEqualTo(json("""
                {"service_id":"s","plan_id":"p","organization_guid":"o","space_guid":"sp","context":{"platform":"x"},
                 "parameters":{"size":0.1000000000000000000000001},
                 "maintenance_info":{"version":"1.0.0","description":"patch"}}"""));
    }

    @Test
    void anUpdateRequestHoldsOnlyWhatChanges() throws Exception {
        broker.answer(200, "{}");
        client.update(Update.of("i", "s").parameters(json("{\"a\":1}")));
        assertThat(broker.request().method()).isEqualTo("PATCH");
        assertThat(broker.request().json()).isEqualTo(json("{\"service_id\":\"s\",\"parameters\":{\"a\":1}}"));
        client.update(Update.of("i", "s").plan("p2").previousValues(PreviousValues.plan("p1")));
        assertThat(broker.request().json())
                .isEqualTo(json("{\"service_id\":\"s\",\"plan_id\":\"p2\",\"previous_values\":{\"plan_id\":\"p1\"}}"));
    }

    @Test
    void aBindRequestNamesTheAppInBothPlaces() throws Exception {
        broker.answer(201, "{}");
        client.bind(Bind.of("i", "b", "s", "p").app("app").predecessor("old"));
        assertThat(broker.request().json()).isEqualTo(json("""
                {"service_id":"s","plan_id":"p","app_guid":"app","bind_resource":{"app_guid":"app"},
                 "predecessor_binding_id":"old"}"""));
    }

    @Test
    void deletesNameOfferingAndPlanInTheQuery() throws Exception {
        broker.answer(200, "{}");
        client.deprovision(Deprovision.of("i", "s", "p").acceptsIncomplete(true));
        assertThat(broker.request().target())
                .isEqualTo("/cf-eu/v2/service_instances/i?service_id=s&plan_id=p&accepts_incomplete=true");
        client.unbind(Unbind.of("i", "b", "s", "p"));
        assertThat(broker.request().target())
                .isEqualTo("/cf-eu/v2/service_instances/i/service_bindings/b?service_id=s&plan_id=p");
        assertThat(broker.request().body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a b/cä, a%20b%2Fc%C3%A4", "'..', %2E%2E", "A-._~z9, A-._~z9", "'a+b&c=d?#%', a%2Bb%26c%3Dd%3F%23%25"})
    void idsArePercentEncoded(String id, String encoded) throws Exception {
        broker.answer(200, "{}");
        client.fetchBinding(FetchBinding.of(id, id));
        assertThat(broker.request().target())
                .isEqualTo("/cf-eu/v2/service_instances/" + encoded + "/service_bindings/" + encoded);
    }

    @Test
    void anOperationIsSentBackAsItWas() throws Exception {
        broker.answer(200, "{\"state\":\"in progress\"}");
        client.lastOperation(Provision.of("i", "s", "p").pending(Optional.of("task 10/ä&=")));
        assertThat(broker.request().target())
                .isEqualTo("/cf-eu/v2/service_instances/i/last_operation?service_id=s&plan_id=p"
                        + "&operation=task%2010%2F%C3%A4%26%3D");
        client.lastOperation(Update.of("i", "s")
                .plan("new")
                .previousValues(PreviousValues.plan("old"))
                .pending(Optional.empty()));
        assertThat(broker.request().target())
                .isEqualTo("/cf-eu/v2/service_instances/i/last_operation?service_id=s&plan_id=old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyIdIsNotSent(String id) {
        assertThatThrownBy(() -> client.fetchInstance(FetchInstance.of(id)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The id of the instance must not be empty.");
        assertThat(broker.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/", "broker", "http://u:p@h/", "http://h/?a=b", "http:///x"})
    void anAddressThatIsNoBrokersIsRefused(String address) {
        assertThatThrownBy(() -> BrokerClient.builder(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The broker's address must");
    }
}
