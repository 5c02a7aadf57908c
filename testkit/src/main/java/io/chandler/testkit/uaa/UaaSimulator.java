package io.chandler.testkit.uaa;

import static io.chandler.testkit.uaa.Clients.refusal;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.internal.Credentials;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import io.chandler.testkit.internal.StateFolder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A UAA: tokens for clients and users, and the registration of clients. Secrets, passwords, authorities and the life
 * of tokens are checked. The other simulators ask it whether a token is valid.
 */
public final class UaaSimulator implements Simulator {

    private static final String[] WRITERS = {"clients.write", "clients.admin", "uaa.admin"};
    private static final String[] READERS = {"clients.read", "clients.admin", "uaa.admin"};

    private final UaaSettings settings;
    private final Authority authority;
    private final Clients clients;
    private final Tokens tokens;
    private final Listener listener;
    private final Routes routes = new Routes();

    private UaaSimulator(UaaSettings settings) {
        this.settings = settings;
        authority = settings.folder().map(Authority::in).orElseGet(Authority::ofProcess);
        var folder = new StateFolder(settings.folder());
        clients = new Clients(folder);
        clients.register("cf", "", List.of("password", "refresh_token"), List.of());
        settings.clients()
                .values()
                .forEach(client -> clients.register(
                        client.id(), client.secret(), List.of("client_credentials"), client.authorities()));
        routes.on("POST", "/oauth/token", (request, _) -> token(request))
                .on("GET", "/oauth/clients", (request, _) -> {
                    require(request, READERS);
                    return clients.list(request);
                })
                .on("POST", "/oauth/clients", (request, _) -> {
                    require(request, WRITERS);
                    return clients.create(request);
                })
                .on("GET", "/oauth/clients/{id}", (request, parts) -> {
                    require(request, READERS);
                    return clients.show(id(parts));
                })
                .on("PUT", "/oauth/clients/{id}", (request, parts) -> {
                    require(request, WRITERS);
                    return clients.update(id(parts), request);
                })
                .on("DELETE", "/oauth/clients/{id}", (request, parts) -> {
                    require(request, WRITERS);
                    return clients.delete(id(parts));
                });
        listener = Listener.start(
                settings.port(),
                Optional.of(authority),
                request -> routes.answer(request).orElseGet(() -> Response.text(404, "Not Found\n")));
        tokens = new Tokens(folder, settings.tokenLife(), listener.url().toString());
    }

    /** Starts one. */
    public static UaaSimulator start(Consumer<UaaSettings> changes) {
        var settings = new UaaSettings();
        changes.accept(settings);
        return new UaaSimulator(settings);
    }

    private static String id(Map<String, String> parts) {
        return Optional.ofNullable(parts.get("id")).orElseThrow();
    }

    private Response token(Request request) {
        var basic = Credentials.basic(request);
        var id = basic.map(Credentials::username)
                .or(() -> request.field("client_id"))
                .orElse("");
        var secret = basic.map(Credentials::password)
                .or(() -> request.field("client_secret"))
                .orElse("");
        var client = clients.find(id)
                .filter(found -> Credentials.same(found.secret(), secret))
                .orElseThrow(() -> refusal(401, "unauthorized", "Bad credentials"));
        var grantType =
                request.field("grant_type").orElseThrow(() -> refusal(400, "invalid_request", "Missing grant type"));
        if (!client.grants(grantType)) {
            throw refusal(401, "unauthorized_client", "Unauthorized grant type: " + grantType);
        }
        if (grantType.equals("client_credentials")) {
            return issue(id, id, client.authorities());
        }
        if (!grantType.equals("password")) {
            throw refusal(400, "unsupported_grant_type", "Unsupported grant type: " + grantType);
        }
        var user = Optional.ofNullable(
                        settings.users().get(request.field("username").orElse("")))
                .filter(found -> Credentials.same(
                        found.password(), request.field("password").orElse("")))
                .orElseThrow(() -> refusal(401, "unauthorized", "Bad credentials"));
        return issue(user.name(), id, user.scopes());
    }

    private Response issue(String subject, String clientId, List<String> scopes) {
        var json = new LinkedHashMap<String, Object>();
        json.put("access_token", tokens.make(subject, clientId, scopes));
        json.put("token_type", "bearer");
        json.put("expires_in", settings.tokenLife().toSeconds());
        json.put("scope", String.join(" ", scopes));
        json.put("jti", UUID.randomUUID().toString());
        return Response.json(200, json);
    }

    private void require(Request request, String... scopes) {
        var token = token(request.header("Authorization").orElse(""))
                .orElseThrow(
                        () -> refusal(401, "unauthorized", "Full authentication is required to access this resource"));
        if (!token.allows(scopes)) {
            throw refusal(403, "insufficient_scope", "Insufficient scope for this resource");
        }
    }

    /** What a header {@code Authorization} with a bearer token is worth; empty if it is not valid. */
    public Optional<Token> token(String authorization) {
        return authorization.regionMatches(true, 0, "bearer ", 0, 7)
                ? tokens.check(authorization.substring(7).strip())
                : Optional.empty();
    }

    /** Makes all tokens until now invalid, as a UAA with a new key does. */
    public void revokeTokens() {
        tokens.revokeAll();
    }

    /** All clients by id as JSON, without their secrets. */
    public Map<String, String> clients() {
        var all = new TreeMap<String, String>();
        clients.all().forEach(client -> all.put(client.id(), client.shown().toString()));
        return all;
    }

    @Override
    public URI url() {
        return listener.url();
    }

    @Override
    public Authority authority() {
        return authority;
    }

    @Override
    public List<Request> requests() {
        return listener.requests();
    }

    @Override
    public void forgetRequests() {
        listener.forgetRequests();
    }

    @Override
    public Faults faults() {
        return listener.faults();
    }

    @Override
    public void close() {
        listener.close();
    }
}
