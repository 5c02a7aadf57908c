package io.chandler.broker.internal.run;

import io.chandler.broker.Binding;
import io.chandler.broker.Work;
import io.chandler.broker.internal.common.Parameters;
import io.chandler.broker.internal.state.BindingSpec;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A binding in the author's hands. */
record BindingWork(BindingSpec spec, ObjectNode parameters, Optional<Instant> expiresAt, Work run, Outputs outputs)
        implements Binding, RunWork {

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
