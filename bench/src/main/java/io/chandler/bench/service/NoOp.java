package io.chandler.bench.service;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;

/** A service that does nothing, to measure the broker around it. */
final class NoOp implements Service {

    @Override
    public void provision(Instance instance) {}

    @Override
    public void update(Instance instance, Before before) {}

    @Override
    public void deprovision(Instance instance) {}

    @Override
    public Credentials bind(Instance instance, Binding binding) {
        return Credentials.of("uri", "noop://" + instance.id()).and("password", "not-a-secret");
    }
}
