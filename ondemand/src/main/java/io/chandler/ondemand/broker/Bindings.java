package io.chandler.ondemand.broker;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.Binding;
import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.adapter.AdapterException;
import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.credhub.CredHubException;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bindings, which the adapter makes and the platform's CredHub keeps, if there is one. One binding of an instance is
 * made or deleted at a time. Every method throws {@link Problem}. Thread-safe.
 */
final class Bindings {

    private static final int MAXIMUM_LEFT = 1_000;

    private final Configuration configuration;
    private final Director director;
    private final Adapter adapter;
    private final Secrets secrets;
    private final PlanSchemas schemas;
    private final Optional<CredHub> credHub;
    private final InstanceLocks locks = new InstanceLocks();

    /** Keys of credentials whose binding is gone and that could not be removed. */
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    Bindings(
            Configuration configuration,
            Director director,
            Adapter adapter,
            Secrets secrets,
            PlanSchemas schemas,
            Optional<CredHub> credHub) {
        this.configuration = configuration;
        this.director = director;
        this.adapter = adapter;
        this.secrets = secrets;
        this.schemas = schemas;
        this.credHub = credHub;
    }

    /** Makes a binding; its credentials are a reference if the platform's CredHub keeps them. */
    Binding bind(Work work, BindRequest request) {
        return locks.locked(work.instanceId(), () -> {
            if (request.bindResource().path("backup_agent").asBoolean(false)
                    && !configuration.broker().supportBackupAgentBinding()) {
                throw new Problem(Problem.Kind.NO_BACKUP_AGENT, Texts.NO_BACKUP_AGENT);
            }
            var actor = credHub.map(_ -> actor(request));
            var planId = request.planId().orElse("");
            var inputs = inputs(
                    work,
                    request.bindingId(),
                    configuration.offering().plan(planId),
                    AdapterInputs.bind(request),
                    () -> schemas.checkBind(work, planId, request.parameters()));
            Binding binding;
            try {
                binding = adapter.createBinding(inputs, work::log);
            } catch (AdapterException e) {
                throw Deployer.problem(e);
            }
            if (actor.isEmpty() || binding.credentials().isEmpty()) {
                return binding;
            }
            return keep(work, request, binding, actor.get(), inputs);
        });
    }

    private Binding keep(
            Work work, BindRequest request, Binding binding, String actor, AdapterCall.BindingInputs inputs) {
        var store = credHub.orElseThrow();
        var key = key(request.serviceId().orElse(""), work.instanceId(), request.bindingId());
        left.remove(key);
        try {
            store.put(key, JsonObjects.of(binding.credentials()));
        } catch (CredHubException e) {
            // It may be stored all the same, if only the answer was lost.
            forget(work, key);
            try {
                adapter.deleteBinding(inputs, work::log);
            } catch (AdapterException undone) {
                work.log("could not take the binding back: " + undone.getMessage());
            }
            throw Problem.internal("failed to store the credentials of the binding: " + e.getMessage(), e);
        }
        try {
            store.permitReading(key, actor);
        } catch (CredHubException e) {
            work.log("failed to let " + actor + " read '" + key + "': " + e.getMessage());
        }
        return new Binding(
                Map.of("credhub-ref", key),
                binding.syslogDrainUrl(),
                binding.routeServiceUrl(),
                binding.backupAgentUrl());
    }

    private static String actor(BindRequest request) {
        if (request.appId().isPresent()) {
            return "mtls-app:" + request.appId().get();
        }
        var client = request.bindResource().path("credential_client_id").asString("");
        if (client.isEmpty()) {
            throw new Problem(Problem.Kind.NO_ACTOR, Texts.NO_ACTOR);
        }
        return "uaa-client:" + client;
    }

    /** Deletes a binding, and what is kept of it where it turns out not to exist. */
    void unbind(Work work, String bindingId, String serviceId, String planId, boolean planMustExist) {
        var key = key(serviceId, work.instanceId(), bindingId);
        var _ = locks.locked(work.instanceId(), () -> {
            try {
                delete(work, bindingId, serviceId, planId, planMustExist);
            } catch (Problem problem) {
                if (problem.kind() == Problem.Kind.NO_DEPLOYMENT || problem.kind() == Problem.Kind.NO_BINDING) {
                    forget(work, key);
                }
                throw problem;
            }
            forget(work, key);
            return key;
        });
    }

    private void delete(Work work, String bindingId, String serviceId, String planId, boolean planMustExist) {
        var plan = configuration.offering().plan(planId);
        if (plan.isEmpty() && planMustExist && present(work)) {
            throw new Problem(Problem.Kind.UNKNOWN_PLAN, "plan \"" + planId + "\" not found");
        }
        var inputs = inputs(work, bindingId, plan, AdapterInputs.unbind(planId, serviceId), () -> {});
        try {
            adapter.deleteBinding(inputs, work::log);
        } catch (AdapterException e) {
            throw Deployer.problem(e);
        }
    }

    private void forget(Work work, String key) {
        if (credHub.isPresent()) {
            try {
                credHub.get().delete(key);
                left.remove(key);
            } catch (CredHubException e) {
                work.log("WARNING: failed to remove key '" + key + "' from credential store: " + e.getMessage());
                if (left.size() < MAXIMUM_LEFT) {
                    left.add(key);
                }
                return;
            }
            for (var other : left) {
                forgetLate(work, credHub.get(), other);
            }
        }
    }

    /**
     * Removes what is kept of bindings that an instance had: nothing, unless a removal failed. It is looked for in the
     * store, for the broker that met the failure may be gone; what cannot be removed is told to the operator.
     */
    void forgetAll(Work work) {
        if (credHub.isEmpty()) {
            return;
        }
        var folder = folder(configuration.offering().id(), work.instanceId());
        try {
            credHub.get().pathsLike(folder).stream()
                    .filter(key -> key.startsWith(folder))
                    .forEach(key -> forget(work, key));
        } catch (CredHubException e) {
            work.log("WARNING: failed to look for keys below '" + folder + "' in credential store: " + e.getMessage());
        }
    }

    private void forgetLate(Work work, CredHub store, String key) {
        try {
            store.delete(key);
            left.remove(key);
            work.log("removed key '" + key + "' from credential store, which had failed before");
        } catch (CredHubException _) {
            // The next unbind tries again.
        }
    }

    /** The reference to the credentials of a binding; empty if there is none, or if they are kept nowhere. */
    Optional<ObjectNode> fetch(Work work, String bindingId) {
        if (credHub.isEmpty()) {
            return Optional.empty();
        }
        var key = key(configuration.offering().id(), work.instanceId(), bindingId);
        try {
            return credHub.get().byPath(key).map(_ -> Json.object().put("credhub-ref", key));
        } catch (CredHubException e) {
            throw Problem.internal("failed to look for the credentials of the binding: " + e.getMessage(), e);
        }
    }

    private static String key(String serviceId, String instanceId, String bindingId) {
        return folder(serviceId, instanceId) + bindingId + "/credentials";
    }

    private static String folder(String serviceId, String instanceId) {
        return "/c/" + serviceId + "/" + instanceId + "/";
    }

    private boolean present(Work work) {
        try {
            return director.manifest(work.deployment()).isPresent();
        } catch (DirectorException e) {
            throw Problem.internal("error reading the deployment: " + e.getMessage(), e);
        }
    }

    private AdapterCall.BindingInputs inputs(
            Work work,
            String bindingId,
            Optional<Plan> plan,
            Map<String, @Nullable Object> requestParameters,
            Runnable checkParameters) {
        try {
            var manifest = director.manifest(work.deployment())
                    .orElseThrow(() -> new Problem(Problem.Kind.NO_DEPLOYMENT, Texts.NO_SUCH_INSTANCE));
            var machines = director.addresses(work.deployment());
            var resolved = secrets.enabled() ? resolve(work, manifest) : Optional.<Map<String, String>>empty();
            checkParameters.run();
            var addresses = new TreeMap<String, String>();
            for (var dns : plan.map(Plan::bindingWithDns).orElse(List.of())) {
                addresses.put(dns.name(), director.dnsAddress(work.deployment(), dns));
            }
            return new AdapterCall.BindingInputs(
                    bindingId, machines, Memory.strip(manifest), requestParameters, resolved, addresses);
        } catch (DirectorException e) {
            throw Problem.internal("error reading the deployment: " + e.getMessage(), e);
        }
    }

    /** A binding may do without its secrets: what cannot be read is told to the operator only. */
    private Optional<Map<String, String>> resolve(Work work, String manifest) {
        try {
            return secrets.resolve(work, manifest);
        } catch (DirectorException | CredHubException e) {
            work.log("could not resolve the secrets of the manifest: " + e.getMessage());
            return Optional.of(Map.of());
        }
    }
}
