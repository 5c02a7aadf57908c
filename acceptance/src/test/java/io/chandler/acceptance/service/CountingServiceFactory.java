package io.chandler.acceptance.service;

import io.chandler.broker.Service;
import io.chandler.server.ServiceFactory;
import io.chandler.server.ServiceSettings;

/** Makes the counting service. */
public final class CountingServiceFactory implements ServiceFactory {

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public Service create(ServiceSettings settings) {
        return new CountingService();
    }
}
