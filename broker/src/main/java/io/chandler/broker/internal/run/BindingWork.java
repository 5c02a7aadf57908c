package io.chandler.broker.internal.run;

import io.chandler.broker.Binding;
import io.chandler.broker.Work;
import io.chandler.broker.internal.common.Parameters;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.osb.OriginatingIdentity;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A binding in the author's hands. */
record BindingWork(BindingSpec spec, ObjectNode parameters, Optional<Instant> expiresAt, Work run, Outputs outputs)
        implements Binding {

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public Optional<String> appId() {
        return Optional.ofNullable(spec.appId());
    }

    @Override
    public ObjectNode bindResource() {
        var bindResource = spec.bindResource();
        return bindResource == null ? JsonNodeFactory.instance.objectNode() : bindResource;
    }

    @Override
    public <R extends Record> R parameters(Class<R> type) {
        return Parameters.read(parameters, type);
    }

    @Override
    public Optional<String> predecessorId() {
        return Optional.ofNullable(spec.predecessorId());
    }

    @Override
    public <R> Step<R> step(String name, Callable<R> body) {
        return run.step(name, body);
    }

    @Override
    public Step<Void> step(String name, Action body) {
        return run.step(name, body);
    }

    @Override
    public void progress(String text) {
        run.progress(text);
    }

    @Override
    public Instant deadline() {
        return run.deadline();
    }

    @Override
    public int attempt() {
        return run.attempt();
    }

    @Override
    public Optional<OriginatingIdentity> user() {
        return run.user();
    }

    @Override
    public Optional<String> requestIdentity() {
        return run.requestIdentity();
    }

    @Override
    public void output(String name, String value) {
        outputs.put(name, value);
    }

    @Override
    public String output(String name) {
        return outputs.required(name);
    }

    @Override
    public Optional<String> findOutput(String name) {
        return outputs.find(name);
    }

    @Override
    public String toString() {
        return "Binding[" + spec.id() + "]";
    }
}
