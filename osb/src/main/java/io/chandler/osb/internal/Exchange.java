package io.chandler.osb.internal;

import io.chandler.osb.ApiVersion;
import io.chandler.osb.Call;
import io.chandler.osb.Caller;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.PlatformContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One request while it is answered, and what has become known of it. Confined to its thread. */
public final class Exchange {

    private final HttpRequest request;
    private final String platform;
    private final String user;
    private final EndpointSettings settings;
    private final Identities identities;
    private final Route route;
    private final @Nullable String requestIdentity;
    private Optional<OriginatingIdentity> originatingIdentity = Optional.empty();
    private Optional<String> serviceId = Optional.empty();
    private Optional<String> planId = Optional.empty();
    private @Nullable String instanceId;
    private @Nullable String bindingId;
    private @Nullable String remark;
    private @Nullable Throwable cause;

    /** An exchange of which nothing but the route is known. */
    public Exchange(
            HttpRequest request, String platform, String user, EndpointSettings settings, Identities identities) {
        this.request = request;
        this.platform = platform;
        this.user = user;
        this.settings = settings;
        this.identities = identities;
        route = Route.of(request.method(), request.rawPath());
        requestIdentity = Reply.requestIdentity(request);
    }

    /** The request. */
    public HttpRequest request() {
        return request;
    }

    /** What is asked for. */
    public Operation operation() {
        return route.operation();
    }

    /** The methods that the path takes. */
    public String allow() {
        return route.allow();
    }

    /** What to send back as the request identity. */
    public @Nullable String requestIdentity() {
        return requestIdentity;
    }

    /** Who asks; reads the originating identity. */
    public Caller caller(ApiVersion version) {
        originatingIdentity = readOriginatingIdentity();
        return new Caller(platform, user, version, originatingIdentity, Optional.ofNullable(requestIdentity));
    }

    private Optional<OriginatingIdentity> readOriginatingIdentity() {
        var values = request.headers().values(OriginatingIdentity.HEADER);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        var identity = identities.read(values.getFirst());
        if (identity.isEmpty()) {
            tolerate(OriginatingIdentity.HEADER + " must be a platform, a space and a JSON object in Base64.");
        }
        return identity;
    }

    private void tolerate(String mistake) {
        if (settings.strictOriginatingIdentity()) {
            throw Refused.malformed(mistake);
        }
        remark = mistake;
    }

    /** The decoded instance id. */
    public String instanceId() {
        var id = id(route.instance(), "The service instance id");
        instanceId = id;
        return id;
    }

    /** The decoded binding id. */
    public String bindingId() {
        var id = id(route.binding(), "The service binding id");
        bindingId = id;
        return id;
    }

    private static String id(String segment, String what) {
        var id = Percent.segment(segment);
        if (id == null) {
            throw Refused.malformed(
                    what + " in the path must be percent-encoded UTF-8 text without control characters.");
        }
        if (id.isBlank()) {
            throw Refused.malformed(what + " in the path must not be blank.");
        }
        return id;
    }

    /** {@code service_id} as far as it is known. */
    public Optional<String> serviceId() {
        return serviceId;
    }

    /** {@code plan_id} as far as it is known. */
    public Optional<String> planId() {
        return planId;
    }

    /** Remembers {@code service_id}. */
    public Optional<String> serviceId(Optional<String> id) {
        serviceId = id;
        return id;
    }

    /** Remembers {@code plan_id}. */
    public Optional<String> planId(Optional<String> id) {
        planId = id;
        return id;
    }

    /** The context of the body, compared with the originating identity. */
    public PlatformContext context(ObjectNode body) {
        var context = new PlatformContext(Fields.object(body, "context", "context"));
        if (originatingIdentity.isPresent()) {
            var named = context.platform();
            if (named.isPresent()
                    && !named.get().equals(originatingIdentity.get().platform())) {
                tolerate("context.platform must be the platform of " + OriginatingIdentity.HEADER + ".");
            }
        }
        return context;
    }

    /** Remembers what the broker threw. */
    public void failed(Throwable thrown) {
        cause = thrown;
    }

    /** The exchange and its reply, for the listener. */
    public Call call(Reply reply, long nanos) {
        return new Call(
                route.operation().label(),
                platform,
                user,
                serviceId,
                planId,
                Optional.ofNullable(instanceId),
                Optional.ofNullable(bindingId),
                originatingIdentity,
                Optional.ofNullable(requestIdentity),
                reply.status(),
                Optional.ofNullable(reply.errorCode()),
                Optional.ofNullable(reply.description()),
                Optional.ofNullable(reply.supportId()),
                Optional.ofNullable(remark),
                nanos,
                Optional.ofNullable(cause));
    }
}
