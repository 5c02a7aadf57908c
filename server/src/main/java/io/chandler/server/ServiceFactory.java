package io.chandler.server;

import io.chandler.broker.Service;

/**
 * Makes a service that offerings of the catalog name; found by {@link java.util.ServiceLoader}, so that {@code chandler
 * serve} can run it. A service that is {@link AutoCloseable} is closed when the broker ends.
 */
public interface ServiceFactory {

    /** The name by which offerings refer to the service: {@code chandler.service} in the catalog. */
    String name();

    /**
     * Makes the service. What is wrong with the settings is told by throwing what {@link ServiceSettings} throws.
     *
     * @param settings what the configuration says under {@code services} and the service's name
     */
    Service create(ServiceSettings settings) throws Exception;
}
