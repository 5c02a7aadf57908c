package io.chandler.cli;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.server.ServiceFactory;
import io.chandler.server.ServiceSettings;

/** A service on the class path of {@code chandler serve}. */
public final class NothingFactory implements ServiceFactory {

    @Override
    public String name() {
        return "nothing";
    }

    @Override
    public Service create(ServiceSettings settings) {
        return new Service() {
            @Override
            public void provision(Instance instance) {
                instance.step("nothing", () -> "done").run();
            }

            @Override
            public void deprovision(Instance instance) {
                instance.progress("gone");
            }

            @Override
            public Credentials bind(Instance instance, Binding binding) {
                return Credentials.of("password", "hunter2");
            }
        };
    }
}
