package io.chandler.osb;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas of the parameters of a plan: section "Schemas Object".
 *
 * @param create of {@code service_instance.create.parameters}
 * @param update of {@code service_instance.update.parameters}
 * @param bind of {@code service_binding.create.parameters}
 */
public record Schemas(Optional<ObjectNode> create, Optional<ObjectNode> update, Optional<ObjectNode> bind) {

    /** No schema at all: any parameters are taken. */
    public static final Schemas NONE = new Schemas(Optional.empty(), Optional.empty(), Optional.empty());
}
