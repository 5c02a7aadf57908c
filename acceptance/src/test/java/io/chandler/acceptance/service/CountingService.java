package io.chandler.acceptance.service;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.broker.Work;
import tools.jackson.databind.node.ObjectNode;

/** A service whose operations have as many steps as the parameter {@code steps} says, each of which is a change of the store. */
public final class CountingService implements Service {

    @Override
    public void provision(Instance instance) {
        count(instance, instance.parameters());
    }

    @Override
    public void update(Instance instance, Before before) {
        count(instance, instance.parameters());
    }

    private static void count(Work work, ObjectNode parameters) {
        int steps = parameters.path("steps").asInt(0);
        for (int i = 1; i <= steps; i++) {
            work.step("step " + i, () -> {}).run();
        }
    }

    @Override
    public void deprovision(Instance instance) {
        // There is nothing.
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        return Credentials.of("user", binding.id());
    }

    @Override
    public void unbind(Instance instance, Binding binding) {
        // There is nothing.
    }
}
