package io.chandler.osb.client;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.CatalogJson;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.internal.Answers;
import io.chandler.osb.client.internal.RequestWriter;
import io.chandler.osb.client.internal.Transport;
import io.chandler.osb.client.internal.Transport.Reply;
import io.chandler.osb.client.internal.Transport.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Optional;

/**
 * Talks to a broker as a platform does: one blocking method for each call of the API. Every request carries the version
 * of the API and a fresh request identity, and the credentials without being asked. Answers are read strictly; what
 * breaks the specification is {@link Outcome.Malformed}. Redirections are not followed.
 *
 * <p>The methods throw {@link IllegalArgumentException} where a request could not be sent as it is, such as one with an
 * empty id. Thread-safe.
 */
public final class BrokerClient implements AutoCloseable {

    private final Transport transport;
    private final RequestWriter requests;
    private final Clock clock;

    BrokerClient(Transport transport, RequestWriter requests, Clock clock) {
        this.transport = transport;
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * A client for the broker at this address.
     *
     * @param base http or https, with the broker's path prefix if it has one, without credentials
     * @throws IllegalArgumentException where the address is none of a broker
     */
    public static BrokerClientBuilder builder(URI base) {
        return new BrokerClientBuilder(base);
    }

    /**
     * The same client, whose requests name the user who causes them: section "Originating Identity". It shares the
     * connections, and is closed with this one.
     */
    public BrokerClient onBehalfOf(OriginatingIdentity user) {
        if (user.platform().isEmpty() || user.platform().chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("The platform of an originating identity must be one ASCII word.");
        }
        return new BrokerClient(transport, identity(Optional.of(user)), clock);
    }

    /** The same client, whose requests no user has caused. */
    public BrokerClient onBehalfOfNobody() {
        return new BrokerClient(transport, identity(Optional.empty()), clock);
    }

    private RequestWriter identity(Optional<OriginatingIdentity> user) {
        return new RequestWriter(requests.base(), requests.version(), requests.authorization(), user);
    }

    /** The catalog: section "Catalog Management". */
    public Outcome<FetchedCatalog> catalog() throws InterruptedException {
        return readCatalog(send(requests.request("GET", RequestWriter.catalog())));
    }

    /** The catalog, where it is not the same any more; the very object {@code known} where it is. */
    public Outcome<FetchedCatalog> catalog(FetchedCatalog known) throws InterruptedException {
        var request = requests.request("GET", RequestWriter.catalog());
        known.etag().ifPresent(etag -> request.header("If-None-Match", etag));
        known.lastModified().ifPresent(time -> request.header("If-Modified-Since", time));
        var reply = send(request);
        return reply instanceof Response response && response.status() == 304
                ? new Outcome.Done<>(200, known)
                : readCatalog(reply);
    }

    private Outcome<FetchedCatalog> readCatalog(Reply reply) {
        return answers(PlatformCall.CATALOG, false)
                .catalog(
                        reply,
                        json -> new FetchedCatalog(
                                CatalogJson.read(json), json, header(reply, "ETag"), header(reply, "Last-Modified")));
    }

    private static Optional<String> header(Reply reply, String name) {
        return reply instanceof Response response ? response.headers().firstValue(name) : Optional.empty();
    }

    /** Makes an instance. */
    public Outcome<InstanceFacts> provision(InstanceRequest.Provision request) throws InterruptedException {
        checkPlatform(request.context());
        var path = RequestWriter.accepting(request.acceptsIncomplete(), RequestWriter.instance(request.instanceId()));
        return answers(PlatformCall.PROVISION, request.acceptsIncomplete())
                .facts(send(requests.request("PUT", path, RequestWriter.body(request))));
    }

    /** Changes an instance. */
    public Outcome<InstanceFacts> update(InstanceRequest.Update request) throws InterruptedException {
        checkPlatform(request.context());
        var path = RequestWriter.accepting(request.acceptsIncomplete(), RequestWriter.instance(request.instanceId()));
        return answers(PlatformCall.UPDATE, request.acceptsIncomplete())
                .facts(send(requests.request("PATCH", path, RequestWriter.body(request))));
    }

    /** Deletes an instance, whose bindings the platform has deleted before. */
    public Outcome<Deleted> deprovision(InstanceRequest.Deprovision request) throws InterruptedException {
        var path = withHints(
                RequestWriter.instance(request.instanceId()),
                Optional.of(request.serviceId()),
                Optional.of(request.planId()));
        return answers(PlatformCall.DEPROVISION, request.acceptsIncomplete())
                .deleted(send(requests.request("DELETE", RequestWriter.accepting(request.acceptsIncomplete(), path))));
    }

    /** What the broker knows of an instance. */
    public Outcome<FetchedInstance> fetchInstance(InstanceRequest.FetchInstance request) throws InterruptedException {
        var path = withHints(RequestWriter.instance(request.instanceId()), request.serviceId(), request.planId());
        return answers(PlatformCall.FETCH_INSTANCE, false).fetchedInstance(send(requests.request("GET", path)));
    }

    /** Makes a binding, or the successor of one. */
    public Outcome<BindingDetails> bind(BindingRequest.Bind request) throws InterruptedException {
        checkPlatform(request.context());
        var path = RequestWriter.accepting(
                request.acceptsIncomplete(), RequestWriter.binding(request.instanceId(), request.bindingId()));
        return answers(PlatformCall.BIND, request.acceptsIncomplete())
                .binding(send(requests.request("PUT", path, RequestWriter.body(request))));
    }

    /** Deletes a binding. */
    public Outcome<Deleted> unbind(BindingRequest.Unbind request) throws InterruptedException {
        var path = withHints(
                RequestWriter.binding(request.instanceId(), request.bindingId()),
                Optional.of(request.serviceId()),
                Optional.of(request.planId()));
        return answers(PlatformCall.UNBIND, request.acceptsIncomplete())
                .deleted(send(requests.request("DELETE", RequestWriter.accepting(request.acceptsIncomplete(), path))));
    }

    /** What the broker knows of a binding, credentials included. */
    public Outcome<FetchedBinding> fetchBinding(BindingRequest.FetchBinding request) throws InterruptedException {
        var path = withHints(
                RequestWriter.binding(request.instanceId(), request.bindingId()),
                request.serviceId(),
                request.planId());
        return answers(PlatformCall.FETCH_BINDING, false).fetchedBinding(send(requests.request("GET", path)));
    }

    /** How far an operation of an instance or a binding is; {@link OperationPoller} asks until it has ended. */
    public Outcome<OperationStatus> lastOperation(PendingOperation operation) throws InterruptedException {
        return answers(PlatformCall.LAST_OPERATION, false)
                .status(send(requests.request("GET", RequestWriter.lastOperation(operation))));
    }

    private static String withHints(String path, Optional<String> serviceId, Optional<String> planId) {
        return RequestWriter.withHints(path, serviceId, planId);
    }

    private Reply send(HttpRequest.Builder request) throws InterruptedException {
        return transport.send(request.build());
    }

    private Answers answers(PlatformCall call, boolean acceptsIncomplete) {
        return new Answers(call, acceptsIncomplete, clock);
    }

    /** The identity and the context of a request name the same platform. */
    private void checkPlatform(PlatformContext context) {
        var named = context.platform();
        var user = requests.identity();
        if (named.isPresent() && user.isPresent() && !user.get().platform().equals(named.get())) {
            throw new IllegalArgumentException(
                    "The context's platform " + named.get() + " must be the platform of the originating identity, "
                            + user.get().platform() + ".");
        }
    }

    /** The clock by which dates in answers are read. */
    Clock clock() {
        return clock;
    }

    /** Ends the connections of this client and of those made from it. Calls that wait for an answer are cut off. */
    @Override
    public void close() {
        transport.http().shutdownNow();
    }

    /** Only the address. */
    @Override
    public String toString() {
        return "BrokerClient[" + requests.base() + "]";
    }
}
