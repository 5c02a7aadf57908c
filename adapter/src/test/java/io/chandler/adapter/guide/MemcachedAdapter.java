package io.chandler.adapter.guide;

import io.chandler.adapter.AdapterException;
import io.chandler.adapter.Binder;
import io.chandler.adapter.Binding;
import io.chandler.adapter.BindingRequest;
import io.chandler.adapter.GeneratedManifest;
import io.chandler.adapter.InstanceGroupMapping;
import io.chandler.adapter.ManifestGenerator;
import io.chandler.adapter.ManifestRequest;
import io.chandler.adapter.Plan;
import io.chandler.adapter.ServiceAdapter;
import io.chandler.adapter.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemcachedAdapter implements ManifestGenerator, Binder {

    private static final int PORT = 11211;

    public static void main(String[] args) {
        ServiceAdapter.of(new MemcachedAdapter()).main(args);
    }

    @Override
    public GeneratedManifest generateManifest(ManifestRequest request) {
        var manifest = request.deployment().manifest("default");
        InstanceGroupMapping.empty()
                .with("memcached", "memcached")
                .addTo(manifest, request.plan(), request.deployment(), "default");
        var megabytes = request.parameters()
                .parameters()
                .integer("megabytes", 64, 4096)
                .or(() -> request.previousManifest().flatMap(MemcachedAdapter::megabytes))
                .orElse(256);
        manifest.instanceGroup("memcached")
                .flatMap(group -> group.job("memcached"))
                .orElseThrow()
                .properties()
                .put("port", PORT)
                .put("megabytes", megabytes);
        request.plan().update().map(Plan.Update::document).ifPresent(manifest::update);
        return new GeneratedManifest(manifest);
    }

    private static Optional<Integer> megabytes(Manifest manifest) {
        return manifest.instanceGroup("memcached")
                .flatMap(group -> group.job("memcached"))
                .flatMap(job -> job.properties().integer("megabytes", 64, 4096));
    }

    @Override
    public Binding createBinding(BindingRequest request) {
        var addresses = request.boshVms().getOrDefault("memcached", List.of());
        if (addresses.isEmpty()) {
            throw new AdapterException("The cache has no machine at the moment, please try again later.");
        }
        return new Binding(Map.of("hosts", addresses, "port", PORT));
    }

    @Override
    public void deleteBinding(BindingRequest request) {
        // all apps share the cache: there is nothing of this one alone
    }
}
