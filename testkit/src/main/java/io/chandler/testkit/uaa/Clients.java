package io.chandler.testkit.uaa;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.StateFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The registered clients: objects as UAA shows them, with their secrets beside them. */
final class Clients {

    private static final Pattern FILTER = Pattern.compile("\\s*client_id\\s+eq\\s+[\"']([^\"']*)[\"']\\s*");

    private final StateFolder folder;
    private final Map<String, Stored> clients = new TreeMap<>();

    /** @param shown without the secret */
    record Stored(String id, String secret, JsonNode shown) {

        List<String> authorities() {
            return shown.path("authorities")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
        }

        boolean grants(String type) {
            return shown.path("authorized_grant_types")
                    .valueStream()
                    .anyMatch(node -> node.asString().equals(type));
        }
    }

    Clients(StateFolder folder) {
        this.folder = folder;
        folder.load("clients", Stored.class).forEach(client -> clients.put(client.id(), client));
    }

    synchronized void register(String id, String secret, List<String> grantTypes, List<String> authorities) {
        var shown = Json.MAPPER.createObjectNode().put("client_id", id);
        shown.set("authorized_grant_types", Json.MAPPER.valueToTree(grantTypes));
        shown.set("authorities", Json.MAPPER.valueToTree(authorities));
        put(new Stored(id, secret, complete(shown)));
    }

    synchronized Optional<Stored> find(String id) {
        return Optional.ofNullable(clients.get(id));
    }

    synchronized List<Stored> all() {
        return List.copyOf(clients.values());
    }

    private void put(Stored client) {
        clients.put(client.id(), client);
        folder.save("clients", client.id(), client);
    }

    synchronized Response list(Request request) {
        var filter = request.parameter("filter").filter(text -> !text.isBlank());
        var chosen = all();
        if (filter.isPresent()) {
            var matcher = FILTER.matcher(filter.get());
            if (!matcher.matches()) {
                throw refusal(400, "scim", "Invalid filter expression: [" + filter.get() + "]");
            }
            chosen = find(matcher.group(1)).stream().toList();
        }
        int start = number(request, "startIndex", 1);
        int count = number(request, "count", 100);
        var page =
                chosen.stream().skip(start - 1).limit(count).map(Stored::shown).toList();
        var json = new LinkedHashMap<String, Object>();
        json.put("resources", page);
        json.put("startIndex", start);
        json.put("itemsPerPage", page.size());
        json.put("totalResults", chosen.size());
        json.put("schemas", List.of("http://cloudfoundry.org/schema/scim/oauth-clients-1.0"));
        return Response.json(200, json);
    }

    private static int number(Request request, String parameter, int otherwise) {
        return request.parameter(parameter)
                .filter(text -> text.matches("[1-9]\\d{0,8}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }

    synchronized Response show(String id) {
        return Response.json(200, existing(id).shown());
    }

    synchronized Response create(Request request) {
        var given = body(request);
        var id = Json.text(given, "client_id")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> refusal(400, "invalid_client", "client_id cannot be blank"));
        if (clients.containsKey(id)) {
            throw refusal(409, "invalid_client", "Client already exists: " + id);
        }
        var secret = Json.text(given, "client_secret").orElse("");
        var shown = complete(given);
        var client = new Stored(id, secret, shown);
        check(client, !secret.isEmpty());
        put(client);
        return Response.json(201, shown);
    }

    /** Everything but the secret is replaced; a secret in the body is ignored. */
    synchronized Response update(String id, Request request) {
        var old = existing(id);
        var given = body(request);
        if (Json.text(given, "client_id").map(other -> !other.equals(id)).orElse(false)) {
            throw refusal(400, "invalid_client", "client_id in the body is not that of the path");
        }
        given.put("client_id", id);
        var client = new Stored(id, old.secret(), complete(given));
        check(client, true);
        put(client);
        return Response.json(200, client.shown());
    }

    synchronized Response delete(String id) {
        var gone = existing(id);
        clients.remove(id);
        folder.delete("clients", id);
        return Response.json(200, gone.shown());
    }

    private Stored existing(String id) {
        return find(id).orElseThrow(() -> refusal(404, "invalid_client", "No client with requested id: " + id));
    }

    private static ObjectNode body(Request request) {
        return Json.read(request.body())
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .orElseThrow(() -> refusal(400, "invalid_client", "the body is no JSON object"));
    }

    private static void check(Stored client, boolean hasSecret) {
        if (client.shown().path("authorized_grant_types").isEmpty()) {
            throw refusal(400, "invalid_client", "An authorized grant type must be provided");
        }
        boolean open = client.shown().path("allowpublic").asBoolean(false);
        if (client.grants("client_credentials") && !hasSecret && !open) {
            throw refusal(400, "invalid_client", "Client secret is required for client_credentials grant type");
        }
        if ((client.grants("authorization_code") || client.grants("implicit"))
                && client.shown().path("redirect_uri").isEmpty()) {
            throw refusal(
                    400,
                    "invalid_client",
                    "Grant types authorization_code and implicit require at least one redirect URL");
        }
    }

    /** The client as UAA shows it: lists always there, no secret. */
    private static JsonNode complete(ObjectNode given) {
        var shown = given.deepCopy();
        shown.remove("client_secret");
        for (var list : List.of("scope", "resource_ids", "authorities", "autoapprove")) {
            if (!shown.has(list)) {
                shown.set(list, Json.MAPPER.valueToTree(list.equals("scope") ? List.of("uaa.none") : List.of()));
            }
        }
        return shown.put("lastModified", System.currentTimeMillis());
    }

    static Refusal refusal(int status, String error, String description) {
        var json = new LinkedHashMap<String, Object>();
        json.put("error", error);
        json.put("error_description", description);
        return new Refusal(Response.json(status, json));
    }
}
