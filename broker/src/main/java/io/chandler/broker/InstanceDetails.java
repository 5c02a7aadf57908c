package io.chandler.broker;

import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What an instance is wanted to be. Thread-safe. */
public interface InstanceDetails {

    /** The id that the platform chose: opaque text, not necessarily a UUID, unique on its platform only. */
    String id();

    /** The platform that the instance belongs to, {@code default} where the broker serves only one. */
    String platform();

    /** The offering; of one that left the catalog only id and name are known. */
    ServiceOffering offering();

    /** The wanted plan; of one that left the catalog only id and name are known. */
    Plan plan();

    /** {@code organization_guid}. */
    String organizationId();

    /** {@code space_guid}. */
    String spaceId();

    /** Where on the platform the instance belongs. */
    PlatformContext context();

    /** The wanted parameters; an empty object where there are none. Numbers are exact. Not to be modified. */
    ObjectNode parameters();

    /**
     * The wanted parameters as a record.
     *
     * @throws Refusal if they do not fit, naming the field
     */
    <R extends Record> R parameters(Class<R> type);

    /** The wanted maintenance version, if the plan has any. */
    Optional<MaintenanceInfo> maintenanceInfo();
}
