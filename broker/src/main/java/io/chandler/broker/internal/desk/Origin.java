package io.chandler.broker.internal.desk;

import io.chandler.resources.Metadata;
import java.util.function.UnaryOperator;

/**
 * Where a request comes from, as far as the front desk must know it.
 *
 * @param metadata makes the metadata of the object from those that it has, for the write that begins the operation.
 *     Called before each try to write, when all checks have passed; what it throws ends the request with nothing written
 */
public record Origin(By by, UnaryOperator<Metadata> metadata) {

    /** A platform, through the Open Service Broker API. */
    public static final Origin PLATFORM = new Origin(By.PLATFORM, UnaryOperator.identity());

    /** Who asks. */
    public enum By {
        /** A platform: the answer waits for the end of the operation as the settings of the plan say. */
        PLATFORM,
        /** A client of the Kubernetes-style API: the answer does not wait. */
        API_CLIENT
    }
}
