package io.chandler.ondemand.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.bosh.HttpDirector;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.ConfigurationFile;
import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.management.ManagementHandler;
import io.chandler.ondemand.uaa.InstanceClients;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.Json;
import io.chandler.testkit.director.DirectorSimulator;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A broker with a simulated director, an adapter in this process and a platform that only counts. */
final class House implements AutoCloseable {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    private static final String CONFIGURATION = """
            compatibility: %COMPATIBILITY%
            broker: {port: 8080, username: broker, password: secret, use_stdin: true, %BROKER%}
            bosh:
              url: %URL%
              root_ca_cert: |
            %CA%
              authentication: {basic: {username: %USER%, password: %PASSWORD%}}
            cf:
              url: https://cf.invalid
              uaa: {url: https://uaa.invalid, authentication: {client_credentials: {client_id: a, client_secret: b}}}
            service_adapter: {path: /bin/sh, %ADAPTER%}
            service_deployment:
              releases: [{name: service, version: "1", jobs: [server]}]
              stemcells: [{os: ubuntu-jammy, version: "1"}]
            service_catalog:
              id: offering
              service_name: redis
              service_description: Redis on demand
              bindable: true
              plan_updatable: true
              metadata: {display_name: Redis, more: {deep: [1, {deeper: true}]}}
              global_properties: {a: 1, b: 2}
              %OFFERING%
              plans:
              - plan_id: small
                name: small
                description: One machine
                properties: {b: 3}
                instance_groups: [{name: server, vm_type: small, instances: 1, networks: [default], azs: [z1]}]
                %SMALL%
              - plan_id: large
                name: large
                description: Three machines
                instance_groups: [{name: server, vm_type: small, instances: 3, networks: [default], azs: [z1]}]
                %LARGE%
            """;

    /** No client of UAA for any instance. */
    static final InstanceClients NO_CLIENTS = new InstanceClients() {
        @Override
        public Optional<Map<String, String>> create(String id, Optional<String> name, Optional<String> space) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> update(
                String id, Optional<String> name, Optional<String> space, Runnable making) {
            return Optional.empty();
        }

        @Override
        public void updateRedirect(String id, String url, Optional<String> space) {}

        @Override
        public void delete(String id) {}
    };

    final DirectorSimulator director;
    final TestAdapter adapter;
    final TestPlatform platform = new TestPlatform();
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final OnDemandBroker broker;
    final HttpDirector client;
    private final OnDemandEndpoint endpoint;
    private final ManagementHandler management;
    private final boolean ownsDirector;

    private House(Settings settings, DirectorSimulator director, TestAdapter adapter, boolean ownsDirector) {
        this.director = director;
        this.adapter = adapter;
        this.ownsDirector = ownsDirector;
        var configuration = configuration(settings);
        var original = configuration.broker().compatibility() == Configuration.Compatibility.ORIGINAL;
        client = new HttpDirector(
                configuration.bosh(),
                Map.of(),
                original ? HttpDirector.Requests.ORIGINAL : HttpDirector.Requests.NEEDED);
        broker = new OnDemandBroker(
                configuration,
                new Neighbours(
                        client,
                        platform,
                        platform,
                        settings.clients,
                        settings.directorCredHub,
                        settings.platformCredHub,
                        Adapter.inProcess(adapter, Duration.ofSeconds(20), true),
                        (id, text) -> log.add(id.orElse("-") + " " + text)),
                Clock.systemUTC(),
                settings.follow);
        endpoint = new OnDemandEndpoint(
                broker, EndpointSettings.defaults().withStatusForMissingVersion(412), Clock.systemUTC(), lines::add);
        management = new ManagementHandler(broker.operations());
    }

    /** What differs from the usual. */
    static final class Settings {
        String compatibility = "specification";
        String broker = "startup_banner: false";
        String adapter = "timeout_seconds: 600";
        String offering = "tags: [redis]";
        String small = "free: false";
        String large = "free: true";
        Duration follow = Duration.ofHours(1);
        InstanceClients clients = NO_CLIENTS;
        Optional<CredHub> directorCredHub = Optional.empty();
        Optional<CredHub> platformCredHub = Optional.empty();

        Settings original() {
            compatibility = "original";
            return this;
        }

        Settings broker(String keys) {
            broker = keys;
            return this;
        }

        Settings adapter(String keys) {
            adapter = keys;
            return this;
        }

        Settings offering(String keys) {
            offering = keys;
            return this;
        }

        Settings small(String keys) {
            small = keys;
            return this;
        }

        Settings large(String keys) {
            large = keys;
            return this;
        }

        Settings follow(Duration every) {
            follow = every;
            return this;
        }
    }

    static House usual() {
        return with(settings -> settings);
    }

    static House with(UnaryOperator<Settings> changes) {
        return new House(
                changes.apply(new Settings()),
                DirectorSimulator.start(director -> director.workers(8).taskTime(Duration.ofMillis(10))),
                new TestAdapter(),
                true);
    }

    /** Another broker beside this one, as after a restart or for a second replica. */
    House beside(UnaryOperator<Settings> changes) {
        return new House(changes.apply(new Settings()), director, adapter, false);
    }

    private Configuration configuration(Settings settings) {
        var text = CONFIGURATION
                .replace("%COMPATIBILITY%", settings.compatibility)
                .replace("%BROKER%", settings.broker)
                .replace("%ADAPTER%", settings.adapter)
                .replace("%OFFERING%", settings.offering)
                .replace("%SMALL%", settings.small)
                .replace("%LARGE%", settings.large)
                .replace("%URL%", director.url().toString())
                .replace("%CA%", director.authority().pem().indent(4))
                .replace("%USER%", director.username())
                .replace("%PASSWORD%", director.password());
        return ConfigurationFile.parse(text);
    }

    record Reply(int status, JsonNode body) {
        String text(String name) {
            return body.path(name).asString("");
        }
    }

    Reply provision(String id, String plan, String parameters) {
        return call("PUT", "/v2/service_instances/" + id, "accepts_incomplete=true", body(plan, parameters, ""));
    }

    static String body(String plan, String parameters, String more) {
        return "{\"service_id\":\"offering\",\"plan_id\":\"" + plan
                + "\",\"organization_guid\":\"org\",\"space_guid\":\"space\",\"parameters\":" + parameters + more + "}";
    }

    Reply update(String id, String plan, String previous, String parameters) {
        return call(
                "PATCH",
                "/v2/service_instances/" + id,
                "accepts_incomplete=true",
                body(plan, parameters, ",\"previous_values\":{\"plan_id\":\"" + previous + "\"}"));
    }

    Reply deprovision(String id, String plan, boolean force) {
        return call(
                "DELETE",
                "/v2/service_instances/" + id,
                "service_id=offering&plan_id=" + plan + "&accepts_incomplete=true" + (force ? "&force=true" : ""),
                "");
    }

    /** Deprovisions as soon as the director is at rest. */
    Reply deprovisionWhenIdle(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> deprovision(id, "small", false), reply -> reply.status() == 202);
    }

    Reply poll(String id, String operation) {
        return call(
                "GET",
                "/v2/service_instances/" + id + "/last_operation",
                "operation=" + URLEncoder.encode(operation, UTF_8),
                "");
    }

    /** Polls until the operation has ended. */
    Reply ended(String id, String operation) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> poll(id, operation),
                        reply -> reply.status() != 200 || !reply.text("state").equals("in progress"));
    }

    /** An instance that is there. */
    void created(String id, String plan, String parameters) {
        var reply = provision(id, plan, parameters);
        var end = ended(id, reply.text("operation"));
        if (!end.text("state").equals("succeeded")) {
            throw new AssertionError(reply + " " + end + " " + log);
        }
        platform.add(id, plan);
    }

    Reply bind(String id, String binding, String more) {
        return call(
                "PUT",
                "/v2/service_instances/" + id + "/service_bindings/" + binding,
                "",
                "{\"service_id\":\"offering\",\"plan_id\":\"small\"" + more + "}");
    }

    Reply unbind(String id, String binding) {
        return call(
                "DELETE",
                "/v2/service_instances/" + id + "/service_bindings/" + binding,
                "service_id=offering&plan_id=small",
                "");
    }

    Reply manage(String method, String path, String query, String body) {
        return reply(management.handle(request(method, path, query, body)));
    }

    Reply call(String method, String path, String query, String body) {
        return reply(endpoint.handle(request(method, path, query, body), "user"));
    }

    /** Asks for the catalog with another version of the API, or none. */
    Reply catalog(List<String> version) {
        return reply(endpoint.handle(request("GET", "/v2/catalog", "", "", version), "user"));
    }

    /** A provision request whose body is said to be of another kind. */
    Reply provisionAs(String contentType, String id, String plan) {
        var body = "{\"service_id\":\"offering\",\"plan_id\":\"" + plan
                + "\",\"organization_guid\":\"o\",\"space_guid\":\"s\"}";
        var json = request("PUT", "/v2/service_instances/" + id, "accepts_incomplete=true", body);
        HttpRequest.Headers headers = name -> name.equals("Content-Type")
                ? List.of(contentType)
                : json.headers().values(name);
        return reply(endpoint.handle(
                new HttpRequest(json.method(), json.rawPath(), json.rawQuery(), headers, json.body()), "user"));
    }

    private static HttpRequest request(String method, String path, String query, String body) {
        return request(method, path, query, body, List.of("2.17"));
    }

    private static HttpRequest request(String method, String path, String query, String body, List<String> version) {
        return new HttpRequest(
                method,
                path,
                query,
                name -> name.equalsIgnoreCase("X-Broker-API-Version") ? version : List.of(),
                new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    private static Reply reply(HttpResponse response) {
        JsonNode body = response.body().length == 0
                ? Json.mapper().missingNode()
                : Json.mapper().readTree(response.body());
        return new Reply(response.status(), body);
    }

    ObjectNode operation(Reply reply) {
        return (ObjectNode) Json.mapper().readTree(reply.text("operation"));
    }

    @Override
    public void close() {
        broker.close();
        client.close();
        if (ownsDirector) {
            director.close();
        }
    }
}
