package io.chandler.osb.client;

import io.chandler.osb.BindingDetails;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a broker tells of a binding: section "Fetching a Service Binding". {@code toString} hides what is secret. */
public record FetchedBinding(BindingDetails details, Optional<ObjectNode> parameters) {

    @Override
    public String toString() {
        return "FetchedBinding[details=" + details + ", parameters not shown]";
    }
}
