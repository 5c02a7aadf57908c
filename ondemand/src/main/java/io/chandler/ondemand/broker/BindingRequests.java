package io.chandler.ondemand.broker;

import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.UnbindRequest;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What requests about bindings are answered. Thread-safe. */
final class BindingRequests {

    private final Bindings bindings;
    private final Answers answers;

    BindingRequests(Bindings bindings, Answers answers) {
        this.bindings = bindings;
        this.answers = answers;
    }

    Answer.Bind bind(Work work, BindRequest request) {
        if (request.predecessorBindingId().isPresent()) {
            return new Answer.BadRequest("predecessor_binding_id must be absent: no plan has rotatable bindings.");
        }
        try {
            var binding = bindings.bind(work, request);
            Exchange.current().backupAgentUrl = binding.backupAgentUrl();
            Optional<ObjectNode> credentials = binding.credentials().isEmpty()
                    ? Optional.empty()
                    : Optional.of(JsonObjects.of(binding.credentials()));
            return new Answer.BindingCreated(details(credentials, binding.syslogDrainUrl(), binding.routeServiceUrl()));
        } catch (Problem problem) {
            return answers.bind(work, problem);
        }
    }

    Answer.Unbind unbind(Work work, UnbindRequest request) {
        if (request.serviceId().isEmpty()) {
            return new Answer.BadRequest("service_id missing");
        }
        if (request.planId().isEmpty()) {
            return new Answer.BadRequest("plan_id missing");
        }
        try {
            bindings.unbind(
                    work,
                    request.bindingId(),
                    request.serviceId().get(),
                    request.planId().get(),
                    answers.original());
            return new Answer.Deleted();
        } catch (Problem problem) {
            return answers.unbind(work, problem);
        }
    }

    Answer.FetchBinding fetch(Work work, FetchBindingRequest request) {
        if (answers.original()) {
            return new Answer.NotFound("GetBinding Not Implemented");
        }
        try {
            return bindings.fetch(work, request.bindingId())
                    .<Answer.FetchBinding>map(reference -> new Answer.Binding(
                            details(Optional.of(reference), Optional.empty(), Optional.empty()), Optional.empty()))
                    .orElseGet(
                            () -> new Answer.NotFound("There is no such binding, or the broker keeps no credentials."));
        } catch (Problem problem) {
            return answers.failure(work, problem);
        }
    }

    private static BindingDetails details(
            Optional<ObjectNode> credentials, Optional<String> syslogDrain, Optional<String> routeService) {
        return new BindingDetails(
                credentials, syslogDrain, routeService, List.of(), List.of(), Optional.empty(), Optional.empty());
    }
}
