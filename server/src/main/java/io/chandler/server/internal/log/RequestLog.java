package io.chandler.server.internal.log;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.chandler.osb.Call;
import io.chandler.osb.OriginatingIdentity;

/**
 * A line for each answered request: successes at debug, refusals at info, failures with their cause at error; and the
 * trail of those that change something. Parameters, bodies and credentials never appear.
 */
public final class RequestLog {

    private static final System.Logger ACCESS = System.getLogger("io.chandler.access");
    private static final System.Logger AUDIT = System.getLogger("io.chandler.audit");

    private final boolean audit;

    /** A log with or without the audit trail. */
    public RequestLog(boolean audit) {
        this.audit = audit;
    }

    /** Logs an answered request. */
    public void answered(Call call) {
        var level = call.status() >= 500 ? ERROR : call.status() >= 400 ? INFO : DEBUG;
        if (ACCESS.isLoggable(level)) {
            ACCESS.log(
                    level,
                    call.name(),
                    fields(call).add("microseconds", call.nanos() / 1_000).cause(call.cause()));
        }
        if (audit && changes(call.name())) {
            AUDIT.log(
                    INFO,
                    call.name(),
                    fields(call).add("originator", call.originatingIdentity().map(RequestLog::who)));
        }
    }

    private static boolean changes(String name) {
        return switch (name) {
            case "provision", "update", "deprovision", "bind", "unbind" -> true;
            default -> false;
        };
    }

    private static String who(OriginatingIdentity identity) {
        return identity.platform() + " " + identity.properties();
    }

    private static Fields fields(Call call) {
        return new Fields()
                .add("status", call.status())
                .add("platform", call.platform())
                .add("user", call.user())
                .add("instance", call.instanceId())
                .add("binding", call.bindingId())
                .add("service", call.serviceId())
                .add("plan", call.planId())
                .add("error", call.errorCode())
                .add("description", call.description())
                .add("remark", call.remark())
                .add("support", call.supportId())
                .add("request", call.requestIdentity());
    }
}
