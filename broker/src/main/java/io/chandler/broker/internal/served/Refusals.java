package io.chandler.broker.internal.served;

import io.chandler.osb.Answer;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import java.util.Map;

/** What the front desk's answers are to API clients. */
final class Refusals {

    private static final String BUSY = "another operation on the object is in progress; try again when it has ended";

    private static final Map<String, String> FIELDS = Map.of(
            "service_id", "spec.serviceId",
            "plan_id", "spec.planId",
            "predecessor_binding_id", "spec.predecessorId",
            "bind_resource.route", "spec.bindResource.route");

    private Refusals() {}

    /** Returns if the request was taken; throws the refusal if not. */
    static void check(Answer answer) {
        switch (answer) {
            case Answer.BadRequest(var sentence) -> throw badRequest(sentence);
            case Answer.MaintenanceInfoConflict(var sentence) ->
                throw invalid("spec.maintenanceVersion", sentence.replace("maintenance_info.version", "the version"));
            case Answer.Unprocessable(var sentence) -> throw new ApiRefusal.Conflict(sentence);
            case Answer.DeprovisionRefused refused -> throw new ApiRefusal.Conflict(refused.description());
            case Answer.UpdateRefused refused -> throw invalid("spec", refused.description());
            case Answer.RequiresApp() ->
                throw new ApiRefusal.Invalid(Cause.required("spec.appId", "the plan can only be bound to an app"));
            case Answer.ConcurrencyError _ -> throw new ApiRefusal.Conflict(BUSY);
            case Answer.Busy(var sentence, var retryAfter) ->
                throw new ApiRefusal.TooManyRequests(sentence, retryAfter);
            case Answer.Conflict _, Answer.InstanceExists _, Answer.BindingExists _ ->
                throw new ApiRefusal.AlreadyExists();
            case Answer.NotFound _, Answer.Gone _ -> throw new ApiRefusal.NotFound();
            default -> {
                // Taken.
            }
        }
    }

    /** A sentence that begins with a member of the protocol is about the field for it, most others about parameters. */
    private static ApiRefusal.Invalid badRequest(String sentence) {
        for (var member : FIELDS.entrySet()) {
            if (sentence.startsWith(member.getKey())) {
                var rest = sentence.substring(member.getKey().length()).strip();
                return invalid(
                        member.getValue(),
                        rest.startsWith(":") ? rest.substring(1).strip() : rest);
            }
        }
        return invalid(sentence.startsWith("Instances ") ? "spec" : "spec.parameters", sentence);
    }

    private static ApiRefusal.Invalid invalid(String field, String sentence) {
        return new ApiRefusal.Invalid(Cause.invalid(field, sentence));
    }
}
