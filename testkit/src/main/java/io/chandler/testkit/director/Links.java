package io.chandler.testkit.director;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Link providers, links to consumers outside, and the DNS addresses that they lead to. */
final class Links {

    private static final Map<String, String> STATUS =
            Map.of("default", "s0", "unhealthy", "s1", "healthy", "s3", "all", "s4");

    private final Model model;

    Links(Model model) {
        this.model = model;
    }

    Response providers(Request request) {
        var name = request.parameter("deployment").orElseThrow(() -> Problem.missing("Deployment name is required"));
        var deployment = model.deployment(name).orElseThrow(() -> Problem.deploymentNotFound(name));
        return Response.json(
                200,
                deployment.providers().stream()
                        .map(provider -> {
                            var json = new LinkedHashMap<String, Object>();
                            json.put("id", provider.id());
                            json.put("name", provider.name());
                            json.put("shared", provider.shared());
                            json.put("deployment", name);
                            json.put(
                                    "link_provider_definition",
                                    Map.of("name", provider.original(), "type", provider.original()));
                            json.put(
                                    "owner_object",
                                    Map.of(
                                            "type",
                                            "job",
                                            "name",
                                            provider.job(),
                                            "info",
                                            Map.of("instance_group", provider.group())));
                            return json;
                        })
                        .toList());
    }

    Response create(Request request) {
        var body = Json.read(request.body()).orElseThrow(() -> Problem.badLink("Invalid JSON request body"));
        var id = Json.text(body, "link_provider_id")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Problem.badLink("Invalid request: `link_provider_id` must be provided"));
        var owner = body.at("/link_consumer/owner_object");
        if (Json.text(owner, "name").filter(text -> !text.isEmpty()).isEmpty()) {
            throw Problem.badLink("Invalid request: `link_consumer.owner_object.name` must be provided");
        }
        if (!Json.text(owner, "type").equals(Optional.of("external"))) {
            throw Problem.badLink("Invalid request: `link_consumer.owner_object.type` should be 'external'");
        }
        var provider = provider(id)
                .map(Owned::provider)
                .orElseThrow(() -> Problem.linkNotFound("Invalid link_provider_id: " + id));
        if (!provider.shared()) {
            throw Problem.badLink("Link provider " + id + " is not shared");
        }
        return Response.json(200, json(model.putLink(id, provider.name(), System.currentTimeMillis())));
    }

    private static Map<String, Object> json(Model.Link link) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", String.valueOf(link.id()));
        json.put("name", link.name());
        json.put("link_consumer_id", String.valueOf(link.id()));
        json.put("link_provider_id", link.providerId());
        json.put("created_at", Instant.ofEpochMilli(link.created()).toString());
        return json;
    }

    Response list(Request request) {
        var name = request.parameter("deployment").orElseThrow(() -> Problem.missing("Deployment name is required"));
        var deployment = model.deployment(name).orElseThrow(() -> Problem.deploymentNotFound(name));
        var providers =
                deployment.providers().stream().map(Deployment.Provider::id).toList();
        return Response.json(
                200,
                model.links().stream()
                        .filter(link -> providers.contains(link.providerId()))
                        .map(Links::json)
                        .toList());
    }

    Response delete(String id) {
        model.deleteLink(link(id).id());
        return Response.empty(204);
    }

    Response address(Request request) {
        var id = request.parameter("link_id").orElseThrow(() -> Problem.missing("Link id is required"));
        var owned = provider(link(id).providerId())
                .orElseThrow(() -> Problem.linkNotFound("Could not find a link with id " + id));
        var status = request.parameter("status").filter(text -> !text.isEmpty()).orElse("default");
        var code = STATUS.get(status);
        if (code == null) {
            throw Problem.badLink(
                    "status must be one of the following options: default | healthy | unhealthy | all, not " + status);
        }
        var zones = new StringBuilder();
        for (var zone : request.parameters("azs[]")) {
            int number = zones().indexOf(zone);
            if (number < 0) {
                throw Problem.badLink("No instance is in availability zone " + zone);
            }
            zones.append('a').append(number + 1);
        }
        var provider = owned.provider();
        return Response.json(
                200,
                Map.of(
                        "address",
                        "q-" + zones + code + "." + provider.group() + "." + provider.network() + "."
                                + owned.deployment() + ".bosh"));
    }

    /** All zones, in the order of their names; a zone's number is its place. */
    private List<String> zones() {
        var zones = new TreeSet<String>();
        model.deployments().forEach(deployment -> deployment.machines().forEach(machine -> zones.add(machine.az())));
        return List.copyOf(zones);
    }

    private Model.Link link(String id) {
        return model.links().stream()
                .filter(link -> String.valueOf(link.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.linkNotFound("Could not find a link with id " + id));
    }

    private record Owned(String deployment, Deployment.Provider provider) {}

    private Optional<Owned> provider(String id) {
        return model.deployments().stream()
                .flatMap(deployment -> deployment.providers().stream()
                        .filter(provider -> provider.id().equals(id))
                        .map(provider -> new Owned(deployment.name(), provider)))
                .findFirst();
    }
}
