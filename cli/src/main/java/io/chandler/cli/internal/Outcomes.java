package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.Outcome;
import java.util.Optional;

/** Says what an outcome means for the user. */
final class Outcomes {

    private Outcomes() {}

    /** The value of a call that has no other success. */
    static <T> T value(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw failure(outcome);
    }

    /** How a call that did not succeed ends the command. */
    static CommandFailure failure(Outcome<?> outcome) {
        return new CommandFailure(exitCode(outcome), sentence(outcome));
    }

    private static int exitCode(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Gone<?> _ -> ExitCodes.NOT_FOUND;
            case Outcome.Refused<?> refused ->
                switch (refused.status()) {
                    case 401, 403, 407 -> ExitCodes.UNREACHABLE;
                    case 404, 410 -> ExitCodes.NOT_FOUND;
                    default -> ExitCodes.REFUSED;
                };
            case Outcome.Unreachable<?> _ -> ExitCodes.UNREACHABLE;
            default -> ExitCodes.REFUSED;
        };
    }

    /** What came of a call, in words. */
    static String sentence(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "Done.";
            case Outcome.InProgress<?> _ -> "In progress.";
            case Outcome.Gone<?> _ -> "The broker does not know it (any more).";
            case Outcome.Refused<?> refused -> refusal(refused);
            case Outcome.Malformed<?> malformed -> Text.sentence(malformed.problem());
            case Outcome.Unreachable<?> unreachable -> Text.sentence(unreachable.problem());
        };
    }

    private static String refusal(Outcome.Refused<?> refused) {
        var what = switch (refused.status()) {
            case 401 -> "The broker does not accept the credentials (401)";
            case 403 -> "The broker forbids it (403)";
            case 404 -> "The broker does not know it (404)";
            case 410 -> "The broker does not know it any more (410)";
            default ->
                (refused.status() >= 500 ? "The broker has failed (" : "The broker refuses the request (")
                        + refused.status()
                        + refused.error().map(code -> " " + Text.clean(code)).orElse("") + ")";
        };
        return refused.description()
                        .map(text -> what + ": " + Text.sentence(text))
                        .orElse(what + ".")
                + refused.retryAfter()
                        .map(wait -> " It asks to try again in " + Text.duration(wait) + ".")
                        .orElse("");
    }

    /** Whether nothing has changed at the broker for sure, so that what was noted beforehand can be forgotten. */
    static boolean rejected(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?> refused -> refused.status() < 500;
            case Outcome.Unreachable<?> unreachable -> unreachable.cause() == Outcome.Cause.NOT_SENT;
            default -> false;
        };
    }

    /** A text in parentheses, or nothing. */
    static String inParentheses(Optional<String> text) {
        return text.map(given -> " (" + Text.clean(given) + ")").orElse("");
    }
}
