package io.chandler.broker;

import io.chandler.osb.Plan;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an instance is before an update.
 *
 * @param plan the plan in place; of one that left the catalog only id and name are known
 * @param parameters the parameters in place; not to be modified
 * @param maintenanceVersion the maintenance version in place
 */
public record Before(Plan plan, ObjectNode parameters, Optional<String> maintenanceVersion) {}
