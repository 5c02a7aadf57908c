package io.chandler.broker.internal.desk;

import io.chandler.resources.Metadata;
import java.util.function.UnaryOperator;

/**
 * Where a request comes from, as far as the front desk must know it.
 *
 * @param metadata makes the metadata of the object from those that it has, for the write that begins the operation.
 *     Called before each try to write, when all checks have passed; what it throws ends the request with nothing written
 */
public record Origin(Patience patience, UnaryOperator<Metadata> metadata) {

    /** A platform, through the Open Service Broker API. */
    public static final Origin PLATFORM = new Origin(Patience.AS_PLANNED, UnaryOperator.identity());

    /** Whether the answer waits for the end of the operation. */
    public enum Patience {
        /** As the settings of the plan say. */
        AS_PLANNED,
        /** Never. */
        NONE
    }
}
