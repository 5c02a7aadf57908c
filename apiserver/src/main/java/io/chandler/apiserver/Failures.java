package io.chandler.apiserver;

import io.chandler.apiserver.Authorizer.Action;
import io.chandler.apiserver.internal.Answers;
import io.chandler.apiserver.internal.Failure;

/** What is answered where something is not done. */
final class Failures {

    private Failures() {}

    static ApiResponse answer(Failure failure) {
        return Answers.failure(failure);
    }

    /** What somebody is told who may not do what he wants to do. */
    static Failure forbidden(User user, Action action, String reason) {
        var who = "User \"" + user.name() + "\" cannot ";
        var why = reason.isEmpty() ? "" : ": " + reason;
        return switch (action) {
            case Action.OnPath(var verb, var path) ->
                Failure.forbidden("", "", "", who + verb + " path \"" + path + "\"" + why);
            case Action.OnObjects on ->
                Failure.forbidden(
                        on.group(),
                        on.resource(),
                        on.name(),
                        who + on.verb() + " resource \"" + on.resource()
                                + (on.subresource().isEmpty() ? "" : "/" + on.subresource()) + "\" in API group \""
                                + on.group() + "\""
                                + (on.namespace().isEmpty()
                                        ? " at the cluster scope"
                                        : " in the namespace \"" + on.namespace() + "\"")
                                + why);
        };
    }
}
