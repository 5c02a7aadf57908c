package io.chandler.broker.internal.run;

import io.chandler.broker.BrokerListener.Subject;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.broker.Work;
import io.chandler.broker.internal.common.Details;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.Claimed;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How operations of service bindings run. */
public final class BindingKind implements Kind<BindingSpec, BindingStatus> {

    private final Engine engine;
    private final ResourceStore<InstanceSpec, InstanceStatus> instances;

    /** Bindings of these instances. */
    public BindingKind(Engine engine, ResourceStore<InstanceSpec, InstanceStatus> instances) {
        this.engine = engine;
        this.instances = instances;
    }

    /** A reconciler of bindings. */
    public ObjectReconciler<BindingSpec, BindingStatus> reconciler(Watchdog watchdog) {
        return new ObjectReconciler<>(engine, this, watchdog);
    }

    @Override
    public Subject subject(Resource<BindingSpec, BindingStatus> object, Operation operation) {
        var spec = object.spec();
        return new Subject(
                operation.type(),
                operation.id(),
                object.ref().namespace(),
                spec.serviceName(),
                spec.planName(),
                spec.instanceId(),
                Optional.of(spec.id()),
                Optional.ofNullable(operation.requestIdentity()));
    }

    @Override
    public Service service(Resource<BindingSpec, BindingStatus> object) {
        return engine.service(object.spec().service());
    }

    @Override
    public UnaryOperator<Resource<BindingSpec, BindingStatus>> perform(
            Claimed<BindingSpec, BindingStatus> claimed,
            Operation operation,
            OperationRun<BindingSpec, BindingStatus> run)
            throws Exception {
        var object = claimed.resource();
        var binding = binding(object, run, run);
        return switch (operation.type()) {
            case BIND -> {
                var instance = instance(object);
                if (run.beginning(operation)) {
                    demandBindable(instance.status().phase());
                }
                yield bind(object, instance, binding, run);
            }
            case UNBIND -> {
                service(object).unbind(work(instance(object), run), binding);
                yield done -> deleted(done, engine.clock().instant());
            }
            default -> throw new IllegalStateException("no operation of a binding: " + operation.type());
        };
    }

    private UnaryOperator<Resource<BindingSpec, BindingStatus>> bind(
            Resource<BindingSpec, BindingStatus> object,
            Resource<InstanceSpec, InstanceStatus> instance,
            BindingWork binding,
            Work run)
            throws Exception {
        var credentials = service(object).bind(work(instance, run), binding);
        var details = Details.check(credentials.details(), engine.catalog().offeringOf(instance.spec()));
        var sealed = engine.vault().seal(Details.write(details), object.ref(), "details");
        return done -> ObjectTypes.resting(done.withStatus(new BindingStatus(
                BindingPhase.READY,
                null,
                done.status().operation(),
                null,
                sealed,
                details.expiresAt().orElse(null),
                done.status().outputs(),
                done.status().history())));
    }

    /** Why a bind is refused whose instance began to change in the same moment. */
    public static final String INSTANCE_BUSY = "Another operation on the service instance is in progress.";

    /** The instance may have changed since the request was accepted. A bind that has done something goes on regardless. */
    private static void demandBindable(InstancePhase phase) {
        if (!phase.bindable()) {
            throw new Refusal(phase.busy() ? INSTANCE_BUSY : "The service instance is not usable.");
        }
    }

    @Override
    public void cleanUp(
            Claimed<BindingSpec, BindingStatus> claimed,
            Operation operation,
            OperationRun<BindingSpec, BindingStatus> run)
            throws Exception {
        var object = claimed.resource();
        service(object).unbind(work(instance(object), run), binding(object, run, run));
    }

    @Override
    public UnaryOperator<Resource<BindingSpec, BindingStatus>> nothingLeft(
            Resource<BindingSpec, BindingStatus> object, Operation operation) {
        return done -> deleted(done, engine.clock().instant());
    }

    @Override
    public Resource<BindingSpec, BindingStatus> failed(
            Resource<BindingSpec, BindingStatus> object, Operation ended, Instant now) {
        var status = object.status();
        var phase = status.neverMade() ? BindingPhase.CREATE_FAILED : BindingPhase.DELETE_FAILED;
        return ObjectTypes.resting(object.withStatus(new BindingStatus(
                phase,
                null,
                status.operation(),
                null,
                status.details(),
                status.expiresAt(),
                status.outputs(),
                status.history())));
    }

    private Resource<InstanceSpec, InstanceStatus> instance(Resource<BindingSpec, BindingStatus> object) {
        var ref = new Ref(object.ref().namespace(), object.spec().instanceId());
        return instances
                .get(ref)
                .orElseThrow(() -> new IllegalStateException("the instance of the binding is gone: " + ref));
    }

    private InstanceWork work(Resource<InstanceSpec, InstanceStatus> instance, Work work) {
        var view = engine.catalog().view(instance.ref(), instance.spec(), engine.vault());
        var outputs = engine.vault().openObject(instance.status().outputs(), instance.ref(), "outputs");
        return new InstanceWork(view, work, Outputs.readOnly(outputs));
    }

    private BindingWork binding(Resource<BindingSpec, BindingStatus> object, Work work, Outputs outputs) {
        var parameters = engine.vault().openObject(object.spec().parameters(), object.ref(), "parameters");
        return new BindingWork(
                object.spec(), parameters, Optional.ofNullable(object.status().expiresAt()), work, outputs);
    }

    /** What is left of a binding that is gone: its name, its last operation and its history. */
    private static Resource<BindingSpec, BindingStatus> deleted(
            Resource<BindingSpec, BindingStatus> object, Instant now) {
        var status = object.status();
        return ObjectTypes.gone(
                new Resource<>(
                        object.metadata(),
                        object.spec().bare(),
                        new BindingStatus(
                                BindingPhase.DELETED,
                                null,
                                status.operation(),
                                null,
                                null,
                                null,
                                null,
                                status.history())),
                now);
    }
}
