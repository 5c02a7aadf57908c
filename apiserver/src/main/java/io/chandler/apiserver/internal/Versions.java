package io.chandler.apiserver.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiRefusal.Cause;
import java.util.Optional;
import java.util.function.Function;

/** What the parameters {@code resourceVersion} and {@code resourceVersionMatch} ask for. */
sealed interface Versions {

    /** The newest state. */
    record Newest() implements Versions {}

    /** A state that is at least so new. */
    record NotOlderThan(Revision revision) implements Versions {}

    /** The state at one revision. */
    record Exactly(Revision revision) implements Versions {}

    /** Reads the parameters of a list. @throws Failure if they make no sense */
    static Versions ofList(Query query) {
        var match = match(query);
        var text = query.text("resourceVersion");
        if (query.has("continue")) {
            if (!match.isEmpty()) {
                throw forbidden("resourceVersionMatch is forbidden when continue is provided");
            }
            if (!text.isEmpty() && !text.equals("0")) {
                throw Failure.badRequest("specifying resource version is not allowed when using continue");
            }
            return new Newest();
        }
        if (query.has("sendInitialEvents")) {
            throw forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        if (text.isEmpty() && !match.isEmpty()) {
            throw forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        var revision = revision(text);
        if (revision.isEmpty()) {
            if (match.equals("Exact")) {
                throw forbidden("resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
            }
            return new Newest();
        }
        boolean exact = match.equals("Exact")
                || (match.isEmpty() && query.number("limit").orElse(0) > 0);
        return exact ? new Exactly(revision.get()) : new NotOlderThan(revision.get());
    }

    /** The match of a list or watch; empty text for none. */
    static String match(Query query) {
        var match = query.text("resourceVersionMatch");
        if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw Failure.invalidOptions(
                    "ListOptions",
                    new Cause(
                            "resourceVersionMatch",
                            "FieldValueNotSupported",
                            "Unsupported value: supported values: \"Exact\", \"NotOlderThan\""));
        }
        return match;
    }

    /** The revision that a client names; empty for any. @throws Failure if it is none */
    static Optional<Revision> revision(String text) {
        return revision(text, "resourceVersion", cause -> Failure.invalidOptions("ListOptions", cause));
    }

    /** The revision that a field of a request names; empty for any. @throws RuntimeException the refusal, if it is none */
    static Optional<Revision> revision(String text, String field, Function<Cause, RuntimeException> refusal) {
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Revision.parse(text));
        } catch (IllegalArgumentException e) {
            throw refusal.apply(Cause.invalid(field, "must be a decimal number"));
        }
    }

    static Failure forbidden(String message) {
        return forbidden("resourceVersionMatch", message);
    }

    static Failure forbidden(String field, String message) {
        return Failure.invalidOptions("ListOptions", Cause.forbidden(field, message));
    }
}
