package io.chandler.broker.internal.run;

import io.chandler.broker.Instance;
import io.chandler.broker.Work;
import io.chandler.broker.internal.common.InstanceView;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ServiceOffering;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** An instance in the author's hands: what it is wanted to be, the work that is done, and what is kept with it. */
record InstanceWork(InstanceView view, Work run, Outputs outputs) implements Instance, RunWork {

    @Override
    public String id() {
        return view.id();
    }

    @Override
    public String platform() {
        return view.platform();
    }

    @Override
    public ServiceOffering offering() {
        return view.offering();
    }

    @Override
    public Plan plan() {
        return view.plan();
    }

    @Override
    public String organizationId() {
        return view.organizationId();
    }

    @Override
    public String spaceId() {
        return view.spaceId();
    }

    @Override
    public PlatformContext context() {
        return view.context();
    }

    @Override
    public ObjectNode parameters() {
        return view.parameters();
    }

    @Override
    public <R extends Record> R parameters(Class<R> type) {
        return view.parameters(type);
    }

    @Override
    public Optional<MaintenanceInfo> maintenanceInfo() {
        return view.maintenanceInfo();
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
        return "Instance[" + view.platform() + "/" + view.id() + "]";
    }
}
