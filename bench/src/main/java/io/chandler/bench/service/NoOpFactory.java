package io.chandler.bench.service;

import io.chandler.broker.Service;
import io.chandler.server.ServiceFactory;
import io.chandler.server.ServiceSettings;
import java.io.IOException;

/** Makes the service {@code bench}: one that does nothing, or with the setting {@code journal} writes down what it does. */
public final class NoOpFactory implements ServiceFactory {

    /** For the service loader. */
    public NoOpFactory() {}

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Service create(ServiceSettings settings) throws IOException {
        var journal = settings.path("journal");
        var gate = settings.path("gate");
        return journal.isPresent() && gate.isPresent() ? new Journalled(journal.get(), gate.get()) : new NoOp();
    }
}
