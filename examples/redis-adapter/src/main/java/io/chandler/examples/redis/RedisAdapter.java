package io.chandler.examples.redis;

import io.chandler.adapter.Binder;
import io.chandler.adapter.Binding;
import io.chandler.adapter.BindingRequest;
import io.chandler.adapter.DashboardUrlGenerator;
import io.chandler.adapter.DashboardUrlRequest;
import io.chandler.adapter.GeneratedManifest;
import io.chandler.adapter.ManifestGenerator;
import io.chandler.adapter.ManifestRequest;
import io.chandler.adapter.NotImplementedException;
import io.chandler.adapter.Plan;
import io.chandler.adapter.PlanSchemas;
import io.chandler.adapter.SchemaGenerator;
import io.chandler.adapter.ServiceAdapter;

/** The service adapter for Redis: the program that the on-demand broker calls, or a class that runs within it. */
public final class RedisAdapter implements ManifestGenerator, Binder, SchemaGenerator, DashboardUrlGenerator {

    private final RedisManifest manifest = new RedisManifest();
    private final RedisBinder binder = new RedisBinder();
    private final RedisSchemas schemas = new RedisSchemas();
    private final Configuration configuration;

    /** An adapter with the operator's configuration. */
    public RedisAdapter() {
        this(Configuration.load());
    }

    RedisAdapter(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Answers one call and ends the process. */
    public static void main(String... arguments) {
        ServiceAdapter.of(new RedisAdapter()).main(arguments);
    }

    @Override
    public GeneratedManifest generateManifest(ManifestRequest request) {
        return manifest.generateManifest(request);
    }

    @Override
    public Binding createBinding(BindingRequest request) {
        return binder.createBinding(request);
    }

    @Override
    public void deleteBinding(BindingRequest request) {
        binder.deleteBinding(request);
    }

    @Override
    public PlanSchemas generatePlanSchemas(Plan plan) {
        return schemas.generatePlanSchemas(plan);
    }

    /** Only where the operator has a dashboard; without it the broker is told that there is none. */
    @Override
    public String dashboardUrl(DashboardUrlRequest request) {
        return configuration
                .dashboardUrl()
                .map(url -> url + "/instances/" + request.instanceId())
                .orElseThrow(() -> new NotImplementedException("dashboard_url is not configured"));
    }
}
