package io.chandler.ondemand.bosh;

import io.chandler.ondemand.bosh.DirectorException.Kind;
import io.chandler.ondemand.configuration.Configuration.BindingDns;
import io.chandler.ondemand.http.Percent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Addresses of links: the broker becomes a consumer of the link for as long as it asks. A consumer that the director did
 * not forget when it was told to is tried again with the next address. Thread-safe.
 */
final class Links {

    private static final List<String> STATUS = List.of("default", "healthy", "unhealthy", "all");

    private static final int MAXIMUM_LEFT = 1_000;

    private final DirectorConnection connection;
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    Links(DirectorConnection connection) {
        this.connection = connection;
    }

    String address(String deployment, BindingDns binding) {
        binding.status().filter(status -> !STATUS.contains(status)).ifPresent(_ -> {
            throw new DirectorException(
                    Kind.REFUSED,
                    "status must be one of the following options: <default | healthy | unhealthy | all>",
                    null);
        });
        var provider = provider(deployment, binding);
        var consumer = Map.of("owner_object", Map.of("name", "external_consumer_id", "type", "external"));
        var body = Map.of("link_provider_id", provider, "link_consumer", consumer);
        var link = id(connection.json(connection.successful(connection.send(
                connection.call("POST", "/links").repeated().body("application/json", connection.text(body))))));
        try {
            return connection.json(query(link, binding)).path("address").asString("");
        } finally {
            remove(link);
            left.forEach(this::remove);
        }
    }

    private String provider(String deployment, BindingDns binding) {
        for (var provider : connection.json("/link_providers?deployment=" + Percent.encode(deployment))) {
            var group = provider.path("owner_object")
                    .path("info")
                    .path("instance_group")
                    .asString("");
            if (provider.path("shared").asBoolean(false)
                    && provider.path("name").asString("").equals(binding.linkProvider())
                    && group.equals(binding.instanceGroup())) {
                return id(provider);
            }
        }
        throw new DirectorException(
                Kind.REFUSED,
                "could not find link provider matching deployment " + deployment + ", instanceGroupName "
                        + binding.instanceGroup() + ", providerName " + binding.linkProvider(),
                null);
    }

    /** Ids are texts, numbers in some directors. */
    private static String id(JsonNode json) {
        return json.path("id").asString("");
    }

    private static String query(String link, BindingDns binding) {
        var query = new StringBuilder("/link_address?link_id=").append(Percent.encode(link));
        binding.zones().forEach(zone -> query.append("&azs[]=").append(Percent.encode(zone)));
        binding.status().ifPresent(status -> query.append("&status=").append(status));
        return query.toString();
    }

    private void remove(String link) {
        try {
            var reply = connection.send(connection.call("DELETE", "/links/" + Percent.encode(link)));
            if (reply.status() != 404) {
                connection.successful(reply);
            }
            left.remove(link);
        } catch (DirectorException _) {
            if (left.size() < MAXIMUM_LEFT) {
                left.add(link);
            }
        }
    }
}
