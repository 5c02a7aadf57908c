package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import io.chandler.ondemand.configuration.Configuration.ServiceInstancesApi;
import io.chandler.ondemand.http.Address;
import io.chandler.ondemand.http.Authorization;
import io.chandler.ondemand.http.HttpCall;
import io.chandler.ondemand.http.HttpConnections;
import io.chandler.ondemand.http.HttpConnections.Settings;
import io.chandler.ondemand.http.HttpFailure;
import io.chandler.ondemand.http.HttpReply;
import io.chandler.ondemand.http.Percent;
import io.chandler.ondemand.http.Proxies;
import io.chandler.ondemand.http.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Instances by the service instances API; filters are handed on as they are. */
public final class HttpServiceInstances implements InstanceList {

    private static final int ATTEMPTS = 5;

    private final ServiceInstancesApi api;
    private final HttpConnections connections;
    private final Authorization authorization;

    /**
     * Asks nothing yet.
     *
     * @param environment for {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}
     */
    public HttpServiceInstances(ServiceInstancesApi api, Map<String, String> environment) {
        this.api = api;
        Address.of("service_instances_api.url", api.url());
        var trust = api.disableSslCertVerification()
                ? Trust.everything()
                : Trust.systemAnd(
                        "service_instances_api.root_ca_cert",
                        api.rootCaCertificate().stream().toList());
        this.connections = new HttpConnections(Settings.of(trust)
                .through(Proxies.ofEnvironment(environment))
                .attempts(ATTEMPTS, Duration.ofMillis(500)));
        this.authorization = Authorization.basic(api.user().name(), api.user().secret());
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        var reply = ask(address(filters));
        if (reply.status() != 200) {
            var description = reply.json()
                    .map(json -> json.path("description").asString(""))
                    .orElse("");
            throw failure(Kind.REFUSED, "HTTP response status: " + reply.statusLine() + ". " + description, null);
        }
        var list = reply.json()
                .filter(json -> json.isArray() || json.isNull())
                .orElseThrow(() -> failure(Kind.INVALID_RESPONSE, "the answer is not a list in JSON", null));
        var instances = new ArrayList<ServiceInstance>();
        list.forEach(instance -> instances.add(new ServiceInstance(
                text(instance, "service_instance_id"),
                text(instance, "plan_id"),
                Optional.of(text(instance, "space_guid")).filter(text -> !text.isEmpty()))));
        return List.copyOf(instances);
    }

    private String address(Map<String, String> filters) {
        if (filters.isEmpty()) {
            return api.url();
        }
        var query = new TreeMap<>(filters)
                .entrySet().stream()
                        .map(filter -> Percent.encode(filter.getKey()) + "=" + Percent.encode(filter.getValue()))
                        .collect(Collectors.joining("&"));
        return api.url() + (api.url().contains("?") ? "&" : "?") + query;
    }

    private HttpReply ask(String address) {
        try {
            return connections.send(HttpCall.get(address), authorization);
        } catch (HttpFailure e) {
            if (e.kind() == HttpFailure.Kind.CERTIFICATE) {
                throw new PlatformException(
                        Kind.UNREACHABLE,
                        "SSL validation error for `service_instances_api.url`: " + api.url()
                                + ". Please configure a `service_instances_api.root_ca_cert` and use a valid SSL"
                                + " certificate",
                        e);
            }
            throw failure(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(JsonNode instance, String name) {
        return instance.path(name).asString("");
    }

    private PlatformException failure(Kind kind, String what, @Nullable Throwable cause) {
        return new PlatformException(
                kind, "error communicating with service_instances_api (" + api.url() + "): " + what, cause);
    }
}
