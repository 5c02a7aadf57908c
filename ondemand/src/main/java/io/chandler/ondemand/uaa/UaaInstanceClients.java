package io.chandler.ondemand.uaa;

import io.chandler.ondemand.configuration.Configuration.ClientDefinition;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Clients of instances in the platform's UAA, by its API. */
public final class UaaInstanceClients implements InstanceClients {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PLACEHOLDER = "https://placeholder.example.com";
    private static final String SPACE = "ODB_SPACE_GUID";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SECRET_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Members of UAA's objects that are sent back when a client is changed. */
    private static final List<String> KEPT = List.of(
            "client_id",
            "name",
            "scope",
            "authorities",
            "authorized_grant_types",
            "resource_ids",
            "redirect_uri",
            "allowpublic");

    /** What UAA shows where a client has no entry. */
    private static final Set<String> NO_ENTRY = Set.of("none", "uaa.none", "false");

    /** What is written of a client that is to be changed. */
    public enum Writes {
        /** What differs from what it has. */
        NEEDED,
        /** What the original writes: everything, every time. */
        ORIGINAL
    }

    private final ClientDefinition definition;
    private final Writes writes;
    private final ClientsApi api;

    private UaaInstanceClients(ClientDefinition definition, ClientsApi api, Writes writes) {
        this.definition = definition;
        this.api = api;
        this.writes = writes;
    }

    /**
     * The clients that the section {@code cf} defines; without a client of the broker's own that could make others, none.
     * Asks nothing yet.
     *
     * @param environment for {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param log takes a line for the operator
     */
    public static InstanceClients of(
            Optional<CloudFoundry> section, Map<String, String> environment, Writes writes, Consumer<String> log) {
        if (section.isEmpty() || !(section.get().uaa().authentication() instanceof UaaAuthentication.Client)) {
            return new NoInstanceClients();
        }
        var api = new ClientsApi(section.get(), environment);
        return section.get()
                .uaa()
                .clientDefinition()
                .<InstanceClients>map(definition -> new UaaInstanceClients(definition, api, writes))
                .orElseGet(() -> new FormerInstanceClients(api, log));
    }

    @Override
    public Optional<Map<String, String>> create(String instanceId, Optional<String> name, Optional<String> spaceId) {
        var client = defined(instanceId, name, spaceId);
        var secret = secret();
        secret.ifPresent(text -> client.put("client_secret", text));
        api.create(instanceId, client);
        return Optional.of(flat(client, secret.orElse("")));
    }

    @Override
    public Optional<Map<String, String>> update(
            String instanceId, Optional<String> name, Optional<String> spaceId, Runnable making) {
        var known = api.find(instanceId);
        if (known.isEmpty()) {
            making.run();
            return create(instanceId, name, spaceId);
        }
        var client = defined(instanceId, name, spaceId);
        var redirect = known.get().path("redirect_uri");
        if (redirect.isArray() && !redirect.isEmpty()) {
            client.set("redirect_uri", redirect);
        }
        if (!client.has("name") && known.get().has("name")) {
            client.set("name", known.get().path("name"));
        }
        put(instanceId, client, known.get());
        return Optional.of(flat(client, ""));
    }

    @Override
    public void updateRedirect(String instanceId, String dashboardUrl, Optional<String> spaceId) {
        var known = api.find(instanceId);
        if (known.isEmpty()) {
            return;
        }
        var client = JSON.createObjectNode();
        for (var member : KEPT) {
            if (known.get().has(member)) {
                client.set(member, known.get().path(member));
            }
        }
        client.set("redirect_uri", JSON.createArrayNode().add(dashboardUrl));
        put(instanceId, client, known.get());
    }

    private void put(String instanceId, ObjectNode client, JsonNode known) {
        if (writes == Writes.NEEDED
                && KEPT.stream().allMatch(member -> same(client.path(member), known.path(member)))) {
            return;
        }
        api.update(instanceId, client);
    }

    /** Whether a member means the same; the order of a list means nothing. */
    private static boolean same(JsonNode wanted, JsonNode known) {
        return entries(wanted).equals(entries(known));
    }

    private static Set<String> entries(JsonNode member) {
        return (member.isArray() ? member.valueStream() : Stream.of(member))
                .map(entry -> entry.asString(""))
                .filter(entry -> !entry.isEmpty() && !NO_ENTRY.contains(entry))
                .collect(Collectors.toSet());
    }

    @Override
    public void delete(String instanceId) {
        api.delete(instanceId);
    }

    /** The client as the definition wants it, without a secret. */
    private ObjectNode defined(String instanceId, Optional<String> name, Optional<String> spaceId) {
        var client = JSON.createObjectNode().put("client_id", instanceId);
        Optional.of(definition.name())
                .filter(text -> !text.isEmpty())
                .or(() -> name)
                .ifPresent(text -> client.put("name", text));
        set(client, "scope", definition.scopes(), spaceId);
        set(client, "authorities", definition.authorities(), spaceId);
        set(client, "authorized_grant_types", definition.authorizedGrantTypes(), Optional.empty());
        set(client, "resource_ids", definition.resourceIds(), spaceId);
        if (grants("implicit") || grants("authorization_code")) {
            client.set("redirect_uri", JSON.createArrayNode().add(PLACEHOLDER));
        }
        if (definition.allowPublic()) {
            client.put("allowpublic", true);
        }
        return client;
    }

    private static void set(ObjectNode client, String member, String list, Optional<String> spaceId) {
        var array = JSON.createArrayNode();
        items(list)
                .map(item -> spaceId.map(id -> item.replace(SPACE, id)).orElse(item))
                .forEach(array::add);
        if (!array.isEmpty()) {
            client.set(member, array);
        }
    }

    private static Stream<String> items(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).filter(item -> !item.isEmpty());
    }

    private boolean grants(String type) {
        return items(definition.authorizedGrantTypes()).anyMatch(type::equals);
    }

    private Optional<String> secret() {
        if (grants("implicit")) {
            return Optional.empty();
        }
        if (definition.allowPublic()) {
            return Optional.of("-");
        }
        var secret = new StringBuilder();
        for (int i = 0; i < SECRET_LENGTH; i++) {
            secret.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return Optional.of(secret.toString());
    }

    /** The flat form that an adapter receives. */
    private static Map<String, String> flat(JsonNode client, String secret) {
        var flat = new TreeMap<String, String>();
        flat.put("allowpublic", String.valueOf(client.path("allowpublic").asBoolean(false)));
        flat.put("client_id", client.path("client_id").asString(""));
        flat.put("client_secret", secret);
        flat.put("name", client.path("name").asString(""));
        var lists = new LinkedHashMap<String, String>();
        lists.put("authorities", "authorities");
        lists.put("authorized_grant_types", "authorized_grant_types");
        lists.put("redirect_uri", "redirect_uri");
        lists.put("resource_ids", "resource_ids");
        lists.put("scopes", "scope");
        lists.forEach((key, member) -> flat.put(
                key,
                client.path(member).valueStream().map(item -> item.asString("")).collect(Collectors.joining(","))));
        return Collections.unmodifiableMap(flat);
    }

    /** Where there is no UAA in which the broker could have made any. */
    private static final class NoInstanceClients implements InstanceClients {

        @Override
        public Optional<Map<String, String>> create(String instanceId, Optional<String> name, Optional<String> space) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> update(
                String instanceId, Optional<String> name, Optional<String> space, Runnable making) {
            return Optional.empty();
        }

        @Override
        public void updateRedirect(String instanceId, String dashboardUrl, Optional<String> spaceId) {}

        @Override
        public void delete(String instanceId) {}
    }
}
