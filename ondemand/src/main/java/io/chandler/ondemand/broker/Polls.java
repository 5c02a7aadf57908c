package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Task;
import io.chandler.osb.Answer;
import java.time.Duration;
import java.util.Optional;

/** What a platform is told that asks how far an operation is. Each poll carries the operation on as well. */
final class Polls {

    private static final Duration POLL_AGAIN = Duration.ofSeconds(10);

    private final Parts parts;
    private final Answers answers;

    Polls(Parts parts, Answers answers) {
        this.parts = parts;
        this.answers = answers;
    }

    /** The answer to a poll; without operation data it is about whatever the director does now. */
    Answer.LastOperation answer(Work work, Optional<String> sent) {
        try {
            var text = sent.filter(operation -> !operation.isEmpty());
            if (text.isEmpty() && !answers.original()) {
                return latest(work);
            }
            var operation = OperationData.read(text.orElseThrow(() -> new IllegalArgumentException(
                    "Request missing operation data, please check your Cloud Foundry version is v238+")));
            return progress(work.as(operation.type().word()), operation);
        } catch (IllegalArgumentException e) {
            return answers.failure(work, Problem.internal(String.valueOf(e.getMessage()), e));
        } catch (Problem problem) {
            var failure = answers.failure(work, problem);
            return answers.original() ? failure : new Answer.Busy(failure.description(), POLL_AGAIN);
        }
    }

    private Answer.LastOperation progress(Work work, OperationData operation) {
        var progress = parts.lifecycle().advance(work, operation);
        var description = answers.description(work, operation, progress);
        work.log("BOSH task ID " + progress.task() + " status: " + progress.state() + " "
                + operation.type().word() + " deployment for instance " + work.instanceId() + ": Description: "
                + progress.description() + " Result: " + progress.detail());
        if (answers.original() || progress.state() != Lifecycle.State.IN_PROGRESS) {
            parts.telemetry().happened(operation.type());
        }
        var text = Optional.of(description);
        return switch (progress.state()) {
            case IN_PROGRESS -> new Answer.InProgress(text, Optional.empty());
            case SUCCEEDED -> new Answer.Succeeded(text);
            case GONE -> new Answer.Gone();
            case FAILED, LEFT_OVERS -> failed(operation.type(), text);
        };
    }

    private static Answer.LastOperation failed(OperationType type, Optional<String> description) {
        return switch (type) {
            case CREATE -> new Answer.FailedOperation(description);
            case UPDATE, UPGRADE, RECREATE -> new Answer.FailedUpdate(description, Optional.empty(), Optional.empty());
            case DELETE, FORCE_DELETE -> new Answer.FailedDeprovision(description, Optional.empty());
        };
    }

    /** Without operation data: whatever the director does with the deployment now. */
    private Answer.LastOperation latest(Work work) {
        var tasks = parts.deployments().unfinishedTasks(work);
        if (!tasks.isEmpty()) {
            return new Answer.InProgress(
                    tasks.stream()
                            .map(Task::description)
                            .filter(text -> !text.isBlank())
                            .findFirst(),
                    Optional.empty());
        }
        return parts.deployments().manifest(work).isPresent()
                ? new Answer.Succeeded(Optional.empty())
                : new Answer.Gone();
    }
}
