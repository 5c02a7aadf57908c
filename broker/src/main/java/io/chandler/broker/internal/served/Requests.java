package io.chandler.broker.internal.served;

import io.chandler.broker.internal.desk.Origin;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.Json;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.served.WriteContext;
import java.util.Optional;
import java.util.function.BiFunction;

/** The front desk, asked on behalf of API clients: each method returns if the request was taken, and else refuses it. */
public record Requests(
        BiFunction<ProvisionRequest, Origin, Answer.Provision> provisions,
        BiFunction<UpdateRequest, Origin, Answer.Update> updates,
        BiFunction<DeprovisionRequest, Origin, Answer.Deprovision> deprovisions,
        BiFunction<BindRequest, Origin, Answer.Bind> binds,
        BiFunction<UnbindRequest, Origin, Answer.Unbind> unbinds) {

    void provision(ProvisionRequest request, Origin origin) {
        Refusals.check(provisions.apply(request, origin));
    }

    void update(UpdateRequest request, Origin origin) {
        Refusals.check(updates.apply(request, origin));
    }

    void deprovision(DeprovisionRequest request, Origin origin) {
        Refusals.check(deprovisions.apply(request, origin));
    }

    void bind(BindRequest request, Origin origin) {
        Refusals.check(binds.apply(request, origin));
    }

    void unbind(UnbindRequest request, Origin origin) {
        Refusals.check(unbinds.apply(request, origin));
    }

    /** Somebody who is not known, as a caller of the platform that has this namespace. */
    static Caller stranger(String namespace) {
        return new Caller(namespace, "", ApiVersion.CURRENT, Optional.empty(), Optional.empty());
    }

    /** The API client as a caller of the platform that has this namespace; the user is the originating identity. */
    static Caller caller(String namespace, WriteContext context) {
        var properties = Json.object().put("username", context.user());
        context.groups().forEach(properties.putArray("groups")::add);
        return new Caller(
                namespace,
                context.user(),
                ApiVersion.CURRENT,
                Optional.of(new OriginatingIdentity("kubernetes", properties)),
                Optional.empty());
    }
}
