package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.osb.Answer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the platform is told of a problem: here, and only here, the specification and the original part. Where they
 * differ, the specification wins unless the configuration asks for the original.
 */
final class Answers {

    private static final String EXISTS = "A service instance with this id and other attributes exists.";

    private final String service;
    private final boolean original;
    private final boolean exposed;

    Answers(Configuration configuration) {
        service = configuration.offering().name();
        original = configuration.broker().compatibility() == Compatibility.ORIGINAL;
        exposed = configuration.broker().exposeOperationalErrors();
    }

    boolean original() {
        return original;
    }

    /** What the user reads; the operator reads the reason beside it. */
    String text(Work work, Problem problem) {
        var texts = texts(work, problem);
        if (!texts.forLog().equals(texts.forUser())) {
            Exchange.current().textForLog = Optional.of(texts.forLog());
        }
        return texts.forUser();
    }

    /** What the user would read, without secrets that an adapter told him. */
    String textForOperator(Work work, Problem problem) {
        return texts(work, problem).forLog();
    }

    private record ProblemTexts(String forUser, String forLog) {}

    private ProblemTexts texts(Work work, Problem problem) {
        boolean silent = problem.forUser().isBlank();
        var generic = Texts.generic(service, work.instanceId(), work.id(), problem.task(), work.verb());
        var forUser = silent ? generic : problem.forUser();
        var forLog = silent ? generic : problem.forLog();
        work.log("error: " + problem.forOperator() + ". error for user: " + forLog + ".");
        return new ProblemTexts(answered(problem, forUser), answered(problem, forLog));
    }

    private String answered(Problem problem, String text) {
        return exposed && !problem.forOperator().equals(text)
                ? text + " - error-message: " + problem.forOperator()
                : text;
    }

    Answer.Provision provision(Work work, Problem problem) {
        var text = text(work, problem);
        return switch (problem.kind()) {
            case PARAMETERS -> new Answer.BadRequest(text);
            case MAINTENANCE_CONFLICT -> new Answer.MaintenanceInfoConflict(text);
            case IN_PROGRESS -> original ? failure(work, generic(work, problem)) : concurrency();
            case QUOTA -> original ? failure(work, text) : new Answer.Unprocessable(text);
            default -> failure(work, text);
        };
    }

    /** 409, to which the original gives no reason. */
    Answer.Provision exists() {
        return new Answer.Conflict(original ? "" : EXISTS);
    }

    Answer.Update update(Work work, Problem problem) {
        var text = text(work, problem);
        return switch (problem.kind()) {
            case PARAMETERS -> new Answer.BadRequest(text);
            case MAINTENANCE_CONFLICT -> new Answer.MaintenanceInfoConflict(text);
            case PENDING_CHANGES, NEEDS_UPGRADE -> refused(text);
            case IN_PROGRESS -> original ? updateFailure(work, text) : concurrency();
            case NO_DEPLOYMENT -> original ? updateFailure(work, text) : new Answer.NotFound(text);
            case QUOTA -> original ? updateFailure(work, text) : refused(text);
            case UNKNOWN_PLAN -> original ? updateFailure(work, text) : new Answer.BadRequest(text);
            default -> updateFailure(work, text);
        };
    }

    Answer.Deprovision deprovision(Work work, Problem problem) {
        var text = text(work, problem);
        return problem.kind() == Problem.Kind.IN_PROGRESS && !original
                ? concurrency()
                : new Answer.DeprovisionFailure(text, work.id(), Optional.empty());
    }

    Answer.Bind bind(Work work, Problem problem) {
        var text = text(work, problem);
        asTheOriginal(problem);
        return switch (problem.kind()) {
            case PARAMETERS -> new Answer.BadRequest(text);
            case NO_DEPLOYMENT -> new Answer.NotFound(Texts.NO_SUCH_INSTANCE);
            case BINDING_EXISTS -> new Answer.Conflict(text);
            case NO_BACKUP_AGENT -> new Answer.Unprocessable(text);
            case APP_MISSING -> original ? new Answer.Unprocessable(text) : new Answer.RequiresApp();
            case NO_ACTOR -> original ? failure(work, text) : new Answer.Unprocessable(text);
            default -> failure(work, text);
        };
    }

    /** The original gives an adapter's exit code the same meaning for every request about a binding. */
    private void asTheOriginal(Problem problem) {
        if (original) {
            Exchange.current().originalStatus = switch (problem.kind()) {
                case NO_BINDING -> OptionalInt.of(410);
                case APP_MISSING -> OptionalInt.of(422);
                case BINDING_EXISTS -> OptionalInt.of(409);
                default -> OptionalInt.empty();
            };
        }
    }

    Answer.Unbind unbind(Work work, Problem problem) {
        var text = text(work, problem);
        asTheOriginal(problem);
        return switch (problem.kind()) {
            case NO_DEPLOYMENT, NO_BINDING -> new Answer.Gone();
            default -> failure(work, text);
        };
    }

    Answer.Failure failure(Work work, Problem problem) {
        return failure(work, text(work, problem));
    }

    private static Answer.Failure failure(Work work, String text) {
        return new Answer.Failure(text, work.id());
    }

    private static Answer.UpdateFailure updateFailure(Work work, String text) {
        return new Answer.UpdateFailure(text, work.id(), Optional.empty(), Optional.empty());
    }

    private static Answer.UpdateRefused refused(String text) {
        return new Answer.UpdateRefused(text, Optional.empty(), Optional.empty());
    }

    private static Answer.ConcurrencyError concurrency() {
        return new Answer.ConcurrencyError(Optional.empty());
    }

    /** The original tells no user of a task that was in the way of a creation. */
    private String generic(Work work, Problem problem) {
        var text = Texts.generic(service, work.instanceId(), work.id(), problem.task(), work.verb());
        return exposed ? text + " - error-message: " + problem.forOperator() : text;
    }

    /** The words of an operation's progress. */
    String description(Work work, OperationData operation, Lifecycle.Progress progress) {
        var noun = "Instance " + operation.type().noun();
        return switch (progress.state()) {
            case IN_PROGRESS -> noun + " in progress";
            case SUCCEEDED, GONE -> noun + " completed";
            case LEFT_OVERS -> exposed ? Texts.CLEAN_UP + ", error-message: " + progress.detail() : Texts.CLEAN_UP;
            case FAILED -> {
                var text = operation.type() == OperationType.UPGRADE
                        ? "Failed for bosh task: " + progress.task()
                        : noun + " failed: "
                                + Texts.generic(
                                        service,
                                        work.instanceId(),
                                        work.id(),
                                        OptionalLong.of(progress.task()),
                                        operation.type().word());
                yield exposed ? text + ", error-message: " + progress.detail() : text;
            }
        };
    }
}
