package io.chandler.adapter.guide;

import io.chandler.adapter.Binding;
import io.chandler.adapter.BindingCreator;
import io.chandler.adapter.BindingDeleter;
import io.chandler.adapter.BindingNotFoundException;
import io.chandler.adapter.BindingRequest;
import io.chandler.adapter.GeneratedManifest;
import io.chandler.adapter.ManifestRequest;
import io.chandler.adapter.Plan;
import io.chandler.adapter.PlanSchemas;
import io.chandler.adapter.SchemaGenerator;
import io.chandler.adapter.Secrets;
import io.chandler.adapter.ServiceAdapter;
import io.chandler.adapter.manifest.Job;
import io.chandler.adapter.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the guide shows beside its adapter. */
final class Snippets {

    private Snippets() {}

    static ServiceAdapter ofSeveral(BindingCreator creator) {
        BindingDeleter nothing = request -> {};
        return ServiceAdapter.of(creator, nothing, new Schemas());
    }

    static GeneratedManifest newSecret(Job job, Manifest manifest, String password) {
        job.properties().put("password", Secrets.placeholder("password"));
        return new GeneratedManifest(manifest).withSecrets(Map.of("password", password));
    }

    static void keptSecret(ManifestRequest request, Job job) {
        request.previousManifest()
                .flatMap(previous -> previous.instanceGroup("memcached"))
                .flatMap(group -> group.job("memcached"))
                .flatMap(before -> before.properties().text("password"))
                .ifPresent(reference -> job.properties().put("password", reference));
    }

    static String boundSecret(BindingRequest request, Job job) {
        return Secrets.resolve(job.properties().requireText("password"), request.secrets());
    }

    static void variable(Manifest manifest, Job job) {
        manifest.addVariable("admin_password", "password").options().put("length", 40);
        job.properties().put("admin_password", Secrets.reference("admin_password"));
    }

    static void links(Manifest manifest, Job server, Job check) {
        server.provideShared("memcached");
        check.consume("memcached", "memcached").consumeNothing("backup");
        manifest.features().put("use_dns_addresses", true);
    }

    static Binding byName(BindingRequest request) {
        return new Binding(Map.of("host", request.dnsAddresses().get("memcached")));
    }

    static void anything(Manifest manifest) {
        manifest.values().valuesIn("a_key_of_tomorrow").put("answer", 42);
        for (var group : manifest.instanceGroups()) {
            group.env().valuesIn("bosh").put("swap_size", 0);
        }
    }

    /** A deleter that knows its bindings. */
    record Known(Set<String> bindings) implements BindingDeleter {
        @Override
        public void deleteBinding(BindingRequest request) {
            if (!bindings.remove(request.bindingId())) {
                throw new BindingNotFoundException(request.bindingId());
            }
        }
    }

    static final class Schemas implements SchemaGenerator {
        @Override
        public PlanSchemas generatePlanSchemas(Plan plan) {
            var instance = Map.of(
                    "$schema",
                    PlanSchemas.DRAFT_4,
                    "type",
                    "object",
                    "additionalProperties",
                    false,
                    "properties",
                    Map.of("megabytes", Map.of("type", "integer", "minimum", 64, "maximum", 4096)));
            var binding = Map.of("$schema", PlanSchemas.DRAFT_4, "type", "object", "properties", Map.of());
            return new PlanSchemas(instance, instance, binding);
        }
    }

    static List<String> errands(Plan plan) {
        return plan.lifecycleErrands().postDeploy().stream()
                .map(Plan.Errand::name)
                .toList();
    }
}
