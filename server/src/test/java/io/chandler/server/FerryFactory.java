package io.chandler.server;

import io.chandler.broker.Instance;
import io.chandler.broker.Service;

/** A service on the class path. */
public final class FerryFactory implements ServiceFactory {

    @Override
    public String name() {
        return "ferries";
    }

    @Override
    public Service create(ServiceSettings settings) {
        return new Ferries();
    }

    /** The service. */
    static final class Ferries implements Service {
        @Override
        public void provision(Instance instance) {
            instance.output("ferry", "afloat");
        }

        @Override
        public void deprovision(Instance instance) {
            instance.progress(instance.output("ferry"));
        }
    }
}
