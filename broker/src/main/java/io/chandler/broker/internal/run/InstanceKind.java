package io.chandler.broker.internal.run;

import io.chandler.broker.Before;
import io.chandler.broker.BrokerListener.Subject;
import io.chandler.broker.Service;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.osb.InstanceFacts;
import io.chandler.resources.Claimed;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How operations of service instances run. */
public final class InstanceKind implements Kind<InstanceSpec, InstanceStatus> {

    private final Engine engine;
    private final Cascade cascade;

    /** Instances whose bindings are removed by this cascade before they are. */
    public InstanceKind(Engine engine, Cascade cascade) {
        this.engine = engine;
        this.cascade = cascade;
    }

    /** A reconciler of instances. */
    public ObjectReconciler<InstanceSpec, InstanceStatus> reconciler(Watchdog watchdog) {
        return new ObjectReconciler<>(engine, this, watchdog);
    }

    @Override
    public Subject subject(Resource<InstanceSpec, InstanceStatus> object, Operation operation) {
        var spec = object.spec();
        return new Subject(
                operation.type(),
                operation.id(),
                object.ref().namespace(),
                spec.serviceName(),
                spec.planName(),
                spec.id(),
                Optional.empty(),
                Optional.ofNullable(operation.requestIdentity()));
    }

    @Override
    public Service service(Resource<InstanceSpec, InstanceStatus> object) {
        return engine.service(object.spec().service());
    }

    @Override
    public UnaryOperator<Resource<InstanceSpec, InstanceStatus>> perform(
            Claimed<InstanceSpec, InstanceStatus> claimed,
            Operation operation,
            OperationRun<InstanceSpec, InstanceStatus> run)
            throws Exception {
        var object = claimed.resource();
        var work = work(object.ref(), object.spec(), run);
        switch (operation.type()) {
            case PROVISION -> service(object).provision(work);
            case UPDATE -> service(object).update(work, before(object));
            case DEPROVISION -> {
                cascade.removeBindings(object.ref(), operation);
                service(object).deprovision(work);
                return done -> deleted(done, engine.clock().instant());
            }
            case BIND, UNBIND -> throw new IllegalStateException("no operation of an instance: " + operation.type());
        }
        return done -> ObjectTypes.resting(done.withStatus(phase(done.status(), InstancePhase.READY)));
    }

    @Override
    public void cleanUp(
            Claimed<InstanceSpec, InstanceStatus> claimed,
            Operation operation,
            OperationRun<InstanceSpec, InstanceStatus> run)
            throws Exception {
        var object = claimed.resource();
        service(object).deprovision(work(object.ref(), object.spec(), run));
    }

    @Override
    public UnaryOperator<Resource<InstanceSpec, InstanceStatus>> nothingLeft(
            Resource<InstanceSpec, InstanceStatus> object, Operation operation) {
        return done -> deleted(done, engine.clock().instant());
    }

    @Override
    public Resource<InstanceSpec, InstanceStatus> failed(
            Resource<InstanceSpec, InstanceStatus> object, Operation ended, Instant now) {
        boolean unusable = Boolean.FALSE.equals(ended.instanceUsable());
        return switch (ended.type()) {
            case PROVISION ->
                ObjectTypes.resting(object.withStatus(phase(object.status(), InstancePhase.CREATE_FAILED)));
            case UPDATE -> updateFailed(object, unusable);
            default ->
                ObjectTypes.resting(object.withStatus(phase(object.status(), deleteFailed(object.status(), unusable))));
        };
    }

    @Override
    public boolean unusableStill(InstanceStatus status) {
        return status.found() == InstancePhase.UNUSABLE;
    }

    /** A deletion in vain makes no instance of what was none. */
    private static InstancePhase deleteFailed(InstanceStatus status, boolean unusable) {
        if (status.neverMade()) {
            return InstancePhase.CREATE_FAILED;
        }
        return unusable ? InstancePhase.UNUSABLE : InstancePhase.DELETE_FAILED;
    }

    private Resource<InstanceSpec, InstanceStatus> updateFailed(
            Resource<InstanceSpec, InstanceStatus> object, boolean unusable) {
        var applied = object.status().applied();
        var spec = applied == null ? object.spec() : object.spec().with(applied);
        var status = object.status();
        var facts = describe(object.ref(), spec);
        return ObjectTypes.resting(new Resource<>(
                object.metadata(),
                spec,
                new InstanceStatus(
                        unusable ? InstancePhase.UNUSABLE : InstancePhase.UPDATE_FAILED,
                        null,
                        status.operation(),
                        status.cancelled(),
                        null,
                        null,
                        status.outputs(),
                        facts.dashboardUrl().orElse(null),
                        facts.labels().orElse(null),
                        facts.attributes().orElse(null),
                        status.history())));
    }

    private InstanceFacts describe(Ref ref, InstanceSpec spec) {
        return engine.service(spec.service()).describe(engine.catalog().view(ref, spec, engine.vault()));
    }

    private InstanceWork work(Ref ref, InstanceSpec spec, OperationRun<InstanceSpec, InstanceStatus> run) {
        return new InstanceWork(engine.catalog().view(ref, spec, engine.vault()), run, run);
    }

    private Before before(Resource<InstanceSpec, InstanceStatus> object) {
        var status = object.status();
        var applied = status.applied() == null ? object.spec().attributes() : status.applied();
        return new Before(
                engine.catalog().planOf(object.spec(), applied.planId(), applied.planName()),
                engine.vault().openObject(applied.parameters(), object.ref(), "parameters"),
                Optional.ofNullable(applied.maintenanceVersion()));
    }

    private static InstanceStatus phase(InstanceStatus status, InstancePhase phase) {
        return new InstanceStatus(
                phase,
                status.claim(),
                status.operation(),
                status.cancelled(),
                null,
                null,
                status.outputs(),
                status.dashboardUrl(),
                status.labels(),
                status.attributes(),
                status.history());
    }

    /** What is left of an instance that is gone: its name, its last operation and its history. */
    private static Resource<InstanceSpec, InstanceStatus> deleted(
            Resource<InstanceSpec, InstanceStatus> object, Instant now) {
        var spec = object.spec();
        var status = object.status();
        var bare = new InstanceSpec(
                spec.id(),
                spec.service(),
                spec.serviceId(),
                spec.serviceName(),
                spec.planId(),
                spec.planName(),
                spec.organizationId(),
                spec.spaceId(),
                null,
                null,
                null);
        return ObjectTypes.gone(
                new Resource<>(
                        object.metadata(),
                        bare,
                        new InstanceStatus(
                                InstancePhase.DELETED,
                                null,
                                status.operation(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                status.history())),
                now);
    }
}
